package dev.migrator.core.plan.fleet;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Looks for rents at which a market's bound is low.
 *
 * <p><b>Algorithm.</b> First one number: rents in proportion to compute slices, the same in all
 * slots, by golden section; the bound is convex in them. Then all rents by subgradient: a site that
 * is wanted more than let becomes dearer. Steps are Polyak's toward a target somewhat below the
 * best bound, along a slope smoothed over the last steps; the target comes nearer after failures.
 */
final class RentSearch {
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;
  private static final int LEVEL_STEPS = 10;
  private static final double MEMORY = 0.6;
  private static final int PATIENCE = 3;
  private static final double FIRST_TARGET = 0.002;
  private static final double LAST_TARGET = 0.00005;

  private final Market market;

  /** By site: how a unit of rent is spread over sites. */
  private final double[] unit;

  RentSearch(Market market, double[] unit) {
    this.market = market;
    this.unit = unit;
  }

  /** Rents that are the same in every slot; none where there are slices to spare. */
  Market.Clearing level() {
    double low = 0;
    double high = 1;
    double left = high - GOLDEN * (high - low);
    double right = low + GOLDEN * (high - low);
    Market.Clearing atLeft = at(left);
    Market.Clearing atRight = at(right);
    for (int i = 0; i < LEVEL_STEPS; i++) {
      if (atLeft.value() <= atRight.value()) {
        high = right;
        right = left;
        atRight = atLeft;
        left = high - GOLDEN * (high - low);
        atLeft = at(left);
      } else {
        low = left;
        left = right;
        atLeft = atRight;
        right = low + GOLDEN * (high - low);
        atRight = at(right);
      }
    }
    return Stream.of(at(0), atLeft, atRight)
        .min(Comparator.comparingDouble(Market.Clearing::value))
        .orElseThrow();
  }

  private Market.Clearing at(double level) {
    double[][] rents = new double[market.siteCount()][market.slots()];
    for (int site = 0; site < rents.length; site++) {
      Arrays.fill(rents[site], level * unit[site]);
    }
    return market.clear(Rents.of(rents));
  }

  /** Better rents, if there are. */
  Market.Clearing improve(Market.Clearing from, int steps) {
    Market.Clearing best = from;
    Market.Clearing last = from;
    double[][] direction = from.slope();
    double target = FIRST_TARGET;
    int failures = 0;
    for (int i = 0; i < steps && target >= LAST_TARGET; i++) {
      double length = length(last.rents(), direction);
      if (length == 0) {
        break;
      }
      double wanted = best.value() - target * Math.abs(best.value());
      last = market.clear(moved(last.rents(), direction, (last.value() - wanted) / length));
      direction = smoothed(direction, last.slope());
      if (last.value() < best.value()) {
        best = last;
        failures = 0;
      } else if (++failures >= PATIENCE) {
        failures = 0;
        target *= 0.5;
        last = best;
        direction = best.slope();
      }
    }
    return best;
  }

  private double length(Rents rents, double[][] direction) {
    double sum = 0;
    for (int site = 0; site < direction.length; site++) {
      for (int slot = 0; slot < direction[site].length; slot++) {
        double d = direction[site][slot];
        boolean stuck = d > 0 && rents.bySite()[site][slot] == 0;
        sum += stuck ? 0 : unit[site] * d * d;
      }
    }
    return sum;
  }

  private Rents moved(Rents rents, double[][] direction, double step) {
    double[][] moved = new double[direction.length][];
    for (int site = 0; site < moved.length; site++) {
      moved[site] = rents.bySite()[site].clone();
      for (int slot = 0; slot < moved[site].length; slot++) {
        double rent = moved[site][slot] - step * unit[site] * direction[site][slot];
        moved[site][slot] = Math.max(0, rent);
      }
    }
    return Rents.of(moved);
  }

  private static double[][] smoothed(double[][] old, double[][] slope) {
    double[][] mixed = new double[old.length][];
    for (int site = 0; site < mixed.length; site++) {
      mixed[site] = new double[old[site].length];
      for (int slot = 0; slot < mixed[site].length; slot++) {
        mixed[site][slot] = MEMORY * old[site][slot] + (1 - MEMORY) * slope[site][slot];
      }
    }
    return mixed;
  }
}
