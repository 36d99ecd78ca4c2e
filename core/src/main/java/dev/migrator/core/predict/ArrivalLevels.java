package dev.migrator.core.predict;

import dev.migrator.core.model.Demand;
import dev.migrator.core.model.Forecast;
import java.util.Arrays;

/**
 * Turns a forecast into numbers of requests that are equally likely, slot by slot.
 *
 * <p>Goal: what a capacity is expected to serve, the mean of min(arrivals, capacity), should come
 * out right for every capacity. That needs the whole distribution of a slot's arrivals, but nothing
 * of how slots hang together, see {@link Demand}.
 *
 * <p>Algorithm: between its levels the quantile function is taken to be straight; beyond the
 * outermost ones it goes on as steeply as before, down to 0 at most. The probabilities from 0 to 1
 * are cut into equal parts, and each level is the mean of the quantile function over one of them.
 * Where the forecast's mean is more than that of the levels, there are bursts too rare for any
 * quantile to show: what is missing is added to the highest level. Where it is less, the quantiles
 * are believed, because they, not the mean, are what forecasters are scored by and correct.
 *
 * <p>Worked example: a mean of 11 and quantiles of 4, 10 and 16 at the levels 0.2, 0.5 and 0.8. The
 * quantile function goes from 0 to 20. Two levels are its means from 0 to 0.5 and from 0.5 to 1, 5
 * and 15; their mean is 10, so that 5 and 17 are answered.
 */
public final class ArrivalLevels {
  private ArrivalLevels() {}

  /**
   * Levels of equal share, ascending in every slot, whose mean is that of the quantiles, and at
   * least the forecast's.
   *
   * @param levels how many; with one, or if the forecast has no quantiles, exactly the mean is
   *     expected
   * @throws IllegalArgumentException if there is to be no level
   */
  public static Demand of(Forecast forecast, int levels) {
    Check.that(levels >= 1, "demand", "levels", levels, "at least 1");
    if (levels == 1 || forecast.levels().isEmpty()) {
      return Demand.certain(forecast.mean());
    }
    double[][] parts = parts(knots(forecast), levels);
    double[][] counts = new double[levels][forecast.horizon()];
    for (int slot = 0; slot < forecast.horizon(); slot++) {
      double[] means = means(parts, quantiles(forecast, slot));
      addWhatIsMissing(means, forecast.mean()[slot]);
      for (int k = 0; k < levels; k++) {
        counts[k][slot] = means[k];
      }
    }
    double[] shares = new double[levels];
    Arrays.fill(shares, 1.0 / levels);
    return new Demand(counts, shares, new double[0]);
  }

  /** The probabilities at which the quantile function is known: the levels, 0 and 1. */
  private static double[] knots(Forecast forecast) {
    double[] knots = new double[forecast.levels().size() + 2];
    for (int l = 0; l < forecast.levels().size(); l++) {
      knots[l + 1] = forecast.levels().get(l);
    }
    knots[knots.length - 1] = 1;
    return knots;
  }

  /** The quantile function at the knots in that slot: never negative, never falling. */
  private static double[] quantiles(Forecast forecast, int slot) {
    int most = forecast.levels().size();
    double[] values = new double[most + 2];
    for (int l = 1; l <= most; l++) {
      values[l] = Math.max(values[l - 1], forecast.quantiles()[l - 1][slot]);
    }
    if (most > 1) {
      double below = slope(forecast, values, 1) * forecast.levels().getFirst();
      double above = slope(forecast, values, most - 1) * (1 - forecast.levels().getLast());
      values[0] = Math.max(0, values[1] - below);
      values[most + 1] = values[most] + above;
    } else {
      values[0] = values[1];
      values[2] = values[1];
    }
    return values;
  }

  /** From the knot of that number to the next. */
  private static double slope(Forecast forecast, double[] values, int knot) {
    double width = forecast.levels().get(knot) - forecast.levels().get(knot - 1);
    return (values[knot + 1] - values[knot]) / width;
  }

  /** By part and knot: the weights with which the values at the knots make the part's mean. */
  private static double[][] parts(double[] knots, int levels) {
    double[][] parts = new double[levels][knots.length];
    for (int k = 0; k < levels; k++) {
      double from = (double) k / levels;
      double to = (double) (k + 1) / levels;
      for (int left = 0; left + 1 < knots.length; left++) {
        addSegment(
            parts[k], knots, left, Math.max(from, knots[left]), Math.min(to, knots[left + 1]));
      }
      for (int knot = 0; knot < knots.length; knot++) {
        parts[k][knot] *= levels;
      }
    }
    return parts;
  }

  /** Adds the integral over a stretch of the segment that begins at that knot. */
  private static void addSegment(
      double[] weights, double[] knots, int left, double from, double to) {
    if (to > from) {
      double right = ((from + to) / 2 - knots[left]) / (knots[left + 1] - knots[left]);
      weights[left] += (to - from) * (1 - right);
      weights[left + 1] += (to - from) * right;
    }
  }

  private static double[] means(double[][] parts, double[] values) {
    double[] means = new double[parts.length];
    for (int k = 0; k < means.length; k++) {
      for (int knot = 0; knot < values.length; knot++) {
        means[k] += parts[k][knot] * values[knot];
      }
      // Of parts that are equal, rounding must not make a later one less.
      means[k] = Math.max(means[k], means[Math.max(0, k - 1)]);
    }
    return means;
  }

  /** The quantiles are trusted; what the mean has beyond them can only come in rare bursts. */
  private static void addWhatIsMissing(double[] means, double mean) {
    double missing = mean * means.length - Arrays.stream(means).sum();
    means[means.length - 1] += Math.max(0, missing);
  }
}
