package dev.migrator.core.predict;

import java.util.OptionalInt;

/**
 * Finds the period of a series by autocorrelation.
 *
 * <p>The period is the lag with the highest autocorrelation among the lags that come after the
 * autocorrelation has first fallen below zero (before that, every smooth series resembles itself),
 * if that is at least {@link #MIN_CORRELATION}. Of a lag and its multiples the smallest within
 * {@link #TOLERANCE} of the highest wins. Two whole periods must lie in what is looked at.
 */
final class Period {
  static final int MAX_PERIOD = 1_200;
  static final int MAX_SLOTS = 3 * MAX_PERIOD;
  static final double MIN_CORRELATION = 0.3;
  static final double TOLERANCE = 0.02;

  private Period() {}

  /** The period in slots of the last {@link #MAX_SLOTS} of the first {@code end} values. */
  static OptionalInt of(double[] values, int end) {
    double[] deviations = deviations(values, Math.max(0, end - MAX_SLOTS), end);
    double[] correlations = correlations(deviations, Math.min(MAX_PERIOD, deviations.length / 2));
    int first = firstNegative(correlations);
    double highest = MIN_CORRELATION;
    for (int lag = first; lag < correlations.length; lag++) {
      highest = Math.max(highest, correlations[lag]);
    }
    for (int lag = first + 1; lag + 1 < correlations.length; lag++) {
      if (correlations[lag] >= highest - TOLERANCE && isPeak(correlations, lag)) {
        return OptionalInt.of(lag);
      }
    }
    return OptionalInt.empty();
  }

  private static double[] deviations(double[] values, int from, int end) {
    double mean = from == end ? 0 : new PrefixSums(values).mean(from, end);
    double[] deviations = new double[end - from];
    for (int i = 0; i < deviations.length; i++) {
      deviations[i] = values[from + i] - mean;
    }
    return deviations;
  }

  private static double[] correlations(double[] deviations, int maxLag) {
    double[] correlations = new double[maxLag + 1];
    double variance = covariance(deviations, 0);
    for (int lag = 0; lag <= maxLag && variance > 0; lag++) {
      correlations[lag] = covariance(deviations, lag) / variance;
    }
    return correlations;
  }

  /** Per pair, not per slot: else a longer lag would look weaker than it is. */
  private static double covariance(double[] deviations, int lag) {
    int pairs = deviations.length - lag;
    double sum = 0;
    for (int i = 0; i < pairs; i++) {
      sum += deviations[i] * deviations[i + lag];
    }
    return pairs == 0 ? 0 : sum / pairs;
  }

  private static int firstNegative(double[] correlations) {
    int lag = 0;
    while (lag < correlations.length && correlations[lag] >= 0) {
      lag++;
    }
    return lag;
  }

  private static boolean isPeak(double[] correlations, int lag) {
    return correlations[lag] >= correlations[lag - 1]
        && correlations[lag] >= correlations[lag + 1]
        && correlations[lag] >= MIN_CORRELATION;
  }
}
