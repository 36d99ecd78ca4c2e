package dev.migrator.core.predict;

import dev.migrator.core.predict.Model.Path;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.distribution.continuous.NormalDistribution;

/**
 * How far the truth lies from a model's expectations, by horizon and quantile level.
 *
 * <p>The model is asked for the slots after at most {@link #MAX_ORIGINS} origins, evenly spaced
 * over its history. Errors are taken between square roots, where a Poisson count has the same
 * variance at every rate, so that errors seen at one rate hold for another. Their sample quantiles,
 * per horizon, are added to what is expected now. A horizon that too few origins reach widens the
 * longest one that was reached like a random walk. Whatever the sample says, the distance from the
 * median is at least that of a Poisson count: {@code z(level) · sqrt(median)}; and nothing above
 * {@link #CEILING} times the most that was ever seen is expected, save for that.
 */
final class Spread {
  static final int MAX_ORIGINS = 128;
  static final int MIN_ERRORS = 5;
  static final double CEILING = 2;
  private static final double SHIFT = 0.375;
  private static final NormalDistribution NORMAL = new NormalDistribution();

  private final double[] z;
  private final double[] medians;
  private final double[][] offsets;
  private final double ceiling;

  private Spread(double[] z, double[] medians, double[][] offsets, double ceiling) {
    this.z = z;
    this.medians = medians;
    this.offsets = offsets;
    this.ceiling = ceiling;
  }

  /** The spread of that path over its first {@code end} values. */
  static Spread of(Path path, double[] values, int end, int horizon, List<Double> levels) {
    int[] steps = Steps.upTo(horizon);
    double[][] errors = errors(path, values, end, steps);
    double[][] offsets = new double[levels.size()][];
    double[] z = new double[levels.size()];
    for (int l = 0; l < z.length; l++) {
      z[l] = NORMAL.inverseCumulativeProbability(levels.get(l));
      offsets[l] = offsets(errors, steps, levels.get(l));
    }
    return new Spread(z, offsets(errors, steps, 0.5), offsets, ceiling(values, end));
  }

  /** CEILING times the most in the first {@code end} values. */
  static double ceiling(double[] values, int end) {
    double most = 0;
    for (int i = 0; i < end; i++) {
      most = Math.max(most, values[i]);
    }
    return CEILING * most;
  }

  /** The quantiles, by level and slot, around that mean. */
  double[][] around(double[] mean) {
    double[][] quantiles = new double[z.length][mean.length];
    for (int l = 0; l < z.length; l++) {
      for (int step = 0; step < mean.length; step++) {
        quantiles[l][step] = quantile(l, step, mean[step]);
      }
    }
    return quantiles;
  }

  /** The quantile of that level's index, {@code step} slots after the next one. */
  double quantile(int level, int step, double mean) {
    double median = shifted(mean, medians[step]);
    double poisson = Math.max(0, median + z[level] * Math.sqrt(median));
    double sampled = shifted(mean, offsets[level][step]);
    return z[level] < 0 ? Math.min(sampled, poisson) : Math.max(sampled, poisson);
  }

  private double shifted(double mean, double offset) {
    double root = Math.max(0, Math.sqrt(mean + SHIFT) + offset);
    return Math.clamp(root * root - SHIFT, 0, ceiling);
  }

  private static double[][] errors(Path path, double[] values, int end, int[] steps) {
    double[][] errors = new double[steps.length][MAX_ORIGINS];
    int[] counts = new int[steps.length];
    double[] expected = new double[steps[steps.length - 1]];
    int first = Math.max(1, end / 8);
    int spacing = Math.max(1, Math.ceilDiv(end - first, MAX_ORIGINS));
    for (int origin = end - 1; origin >= first; origin -= spacing) {
      path.predict(origin, expected);
      for (int s = 0; s < steps.length && origin + steps[s] <= end; s++) {
        double error = root(values[origin + steps[s] - 1]) - root(expected[steps[s] - 1]);
        errors[s][counts[s]++] = error;
      }
    }
    for (int s = 0; s < steps.length; s++) {
      errors[s] = Arrays.copyOf(errors[s], counts[s]);
      Arrays.sort(errors[s]);
    }
    return errors;
  }

  private static double root(double count) {
    return Math.sqrt(count + SHIFT);
  }

  private static double[] offsets(double[][] errors, int[] steps, double level) {
    double[] atSteps = new double[steps.length];
    int reached = 0;
    for (int s = 0; s < steps.length; s++) {
      if (errors[s].length >= MIN_ERRORS) {
        reached = s;
        atSteps[s] = sampleQuantile(errors[s], level);
      } else {
        atSteps[s] = atSteps[reached] * Math.sqrt((double) steps[s] / steps[reached]);
      }
    }
    return Steps.interpolate(steps, atSteps);
  }

  /** At the rank level · (n + 1): a next value lies below it with that probability. */
  private static double sampleQuantile(double[] sorted, double level) {
    double rank = Math.clamp(level * (sorted.length + 1) - 1, 0, sorted.length - 1);
    int below = (int) rank;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
  }
}
