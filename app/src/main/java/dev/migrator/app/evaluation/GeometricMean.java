package dev.migrator.app.evaluation;

import java.util.List;
import org.hipparchus.distribution.continuous.TDistribution;
import org.jspecify.annotations.Nullable;

/**
 * A geometric mean of ratios with its 95 % confidence interval.
 *
 * <p>The interval is Student's on the logarithms: their mean plus and minus t(0.975, n - 1) s / √n,
 * where s is their standard deviation, and back. It takes the samples to be independent. Worked
 * example: of 1 and 4 the logarithms are 0 and 1.386, their mean is 0.693, so the mean is 2; s is
 * 0.980, s / √2 is 0.693, t(0.975, 1) is 12.706, so the interval is 2 e^∓8.807.
 *
 * @param mean null of no samples, 0 if one of them is 0
 * @param low null of fewer than two samples, or if one of them is 0
 * @param high as {@code low}
 * @param samples how many
 */
public record GeometricMean(
    @Nullable Double mean, @Nullable Double low, @Nullable Double high, int samples) {
  private static final double UPPER = 0.975;

  /** That of these ratios, none of which is negative. */
  public static GeometricMean of(List<Double> ratios) {
    if (ratios.isEmpty()) {
      return new GeometricMean(null, null, null, 0);
    }
    double[] logs = ratios.stream().mapToDouble(Math::log).toArray();
    double mean = sum(logs) / logs.length;
    if (logs.length < 2 || Double.isInfinite(mean)) {
      return new GeometricMean(Math.exp(mean), null, null, logs.length);
    }
    double half = half(logs, mean);
    return new GeometricMean(
        Math.exp(mean), Math.exp(mean - half), Math.exp(mean + half), logs.length);
  }

  private static double half(double[] logs, double mean) {
    int n = logs.length;
    double[] squares = new double[n];
    for (int i = 0; i < n; i++) {
      squares[i] = (logs[i] - mean) * (logs[i] - mean);
    }
    double quantile = new TDistribution(n - 1).inverseCumulativeProbability(UPPER);
    return quantile * Math.sqrt(sum(squares) / (n - 1) / n);
  }

  /** In the order of the samples, so that the same ones give the same digits. */
  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
