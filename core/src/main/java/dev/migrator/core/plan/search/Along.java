package dev.migrator.core.plan.search;

import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.price.Evaluation;
import dev.migrator.core.plan.price.Prices;
import dev.migrator.core.plan.price.Slope;

/**
 * A step of prices along a direction.
 *
 * <p>Prices are measured in what is at stake, so that a slot in which nobody asks for anything
 * moves little; and those at their limit that would move beyond it do not count for the direction's
 * length.
 *
 * @param ground says what is at stake
 * @param last what was found at the prices
 * @param direction along which they go down
 * @param prices from where
 */
record Along(Ground ground, Evaluation last, Slope direction, Prices prices) {

  /** The square of the direction's length. */
  double squaredLength() {
    double length = 0;
    for (int tenant = 0; tenant < prices.site().length; tenant++) {
      for (int site = 0; site < direction.site()[tenant].length; site++) {
        length += siteSquares(tenant, site);
      }
      length += servedSquares(tenant) + direction.floor()[tenant] * direction.floor()[tenant];
    }
    return length;
  }

  private double siteSquares(int tenant, int site) {
    double sum = 0;
    double[] row = direction.site()[tenant][site];
    double[] at = prices.site()[tenant][site];
    for (int slot = 0; slot < row.length; slot++) {
      boolean isAtLimit = row[slot] > 0 && at[slot] == 0;
      double x = isAtLimit ? 0 : row[slot] * ground.stakes()[site][slot];
      sum += x * x;
    }
    return sum;
  }

  private double servedSquares(int tenant) {
    double sum = 0;
    double[] row = direction.served()[tenant];
    for (int slot = 0; slot < row.length; slot++) {
      double at = prices.served()[tenant][slot];
      double most = ground.arrivals()[tenant][slot];
      boolean isAtLimit = row[slot] > 0 ? at <= 0 : at >= most;
      double x = row[slot] == 0 || isAtLimit ? 0 : row[slot] * last.span(tenant, slot) * most;
      sum += x * x;
    }
    return sum;
  }

  /** The prices after such a step. */
  Prices moved(double step) {
    Prices moved = prices.copy();
    for (int tenant = 0; tenant < moved.site().length; tenant++) {
      for (int site = 0; site < moved.site()[tenant].length; site++) {
        moveSite(moved, tenant, site, step);
      }
      moveServed(moved, tenant, step);
      moveFloor(moved, tenant, step);
    }
    return moved;
  }

  private void moveSite(Prices moved, int tenant, int site, double step) {
    double[] at = moved.site()[tenant][site];
    double[] stakes = ground.stakes()[site];
    double[] row = direction.site()[tenant][site];
    for (int slot = 0; slot < at.length; slot++) {
      at[slot] = Math.max(0, at[slot] - step * stakes[slot] * stakes[slot] * row[slot]);
    }
  }

  private void moveServed(Prices moved, int tenant, double step) {
    double[] at = moved.served()[tenant];
    double[] row = direction.served()[tenant];
    for (int slot = 0; slot < at.length; slot++) {
      if (row[slot] != 0) {
        double most = ground.arrivals()[tenant][slot];
        double next = at[slot] - step * row[slot] * last.span(tenant, slot) * most * most;
        at[slot] = Math.clamp(next, 0, most);
      }
    }
  }

  private void moveFloor(Prices moved, int tenant, double step) {
    TenantOutlook outlook = ground.problem().tenants().get(tenant);
    double next =
        prices.floor()[tenant] - step * direction.floor()[tenant] / ground.bound().stride(tenant);
    moved.floor()[tenant] =
        outlook.floor() == 0 ? 0 : Math.clamp(next, 0, ground.problem().floorPrice(outlook));
  }
}
