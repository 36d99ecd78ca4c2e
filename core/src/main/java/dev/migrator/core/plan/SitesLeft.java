package dev.migrator.core.plan;

import java.util.Arrays;

/**
 * What inference earns in a slot by leaving sites to the tenants' retrainings, at most one to each,
 * at the prices that these pay.
 *
 * <p>Tenant after tenant: what a shape earns by leaving something to the first k of them is the
 * best of leaving nothing to the k-th, and of leaving it a site and what the shape with that site
 * taken earns with the others.
 */
final class SitesLeft {
  private final StateGraph graph;
  private final Scope scope;
  private final Prices prices;

  /** By number of tenants, slot and shape. */
  private final double[][][] best;

  /**
   * @param room by slot and shape: 0, or minus infinity where a shape has no room
   */
  SitesLeft(StateGraph graph, Scope scope, Prices prices, double[][] room) {
    this.graph = graph;
    this.scope = scope;
    this.prices = prices;
    int n = scope.domains().size();
    this.best = new double[n + 1][room.length][];
    best[0] = room;
    for (int tenant = 0; tenant < n; tenant++) {
      for (int slot = 0; slot < room.length; slot++) {
        best[tenant + 1][slot] = leaving(tenant, slot, best[tenant][slot]);
      }
    }
  }

  /** By slot and shape: what is earned; minus infinity where something is missing. */
  double[][] byShape() {
    return best[best.length - 1];
  }

  private double[] leaving(int tenant, int slot, double[] without) {
    int[] sites = scope.sites(tenant, slot);
    if (sites.length == 0) {
      return without;
    }
    double[] with = without.clone();
    if (!scope.mayRest(tenant, slot)) {
      Arrays.fill(with, Double.NEGATIVE_INFINITY);
    }
    for (int site : sites) {
      leave(site, prices.site()[tenant][site][slot], without, with);
    }
    return with;
  }

  private void leave(int site, double price, double[] without, double[] with) {
    int[] wider = graph.wider(site);
    for (int shape : graph.roomy(site)) {
      double left = without[wider[shape]] + price;
      if (left > with[shape]) {
        with[shape] = left;
      }
    }
  }

  /** By tenant: the site that is left to it in a slot, -1 for none. */
  int[] in(int slot, int state) {
    int[] left = new int[best.length - 1];
    int shape = graph.shape[state];
    for (int tenant = left.length - 1; tenant >= 0; tenant--) {
      left[tenant] = leftTo(tenant, slot, shape);
      shape = left[tenant] < 0 ? shape : graph.wider(shape, left[tenant]);
    }
    return left;
  }

  private int leftTo(int tenant, int slot, int shape) {
    double[] without = best[tenant][slot];
    double wanted = best[tenant + 1][slot][shape];
    for (int site : scope.sites(tenant, slot)) {
      int wider = graph.wider(shape, site);
      if (wider >= 0 && without[wider] + prices.site()[tenant][site][slot] == wanted) {
        return site;
      }
    }
    return -1;
  }
}
