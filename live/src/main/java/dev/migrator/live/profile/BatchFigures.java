package dev.migrator.live.profile;

import java.util.Arrays;

/**
 * What batches of one size took, from the first byte sent to the last one received.
 *
 * @param batch rows of each
 * @param batches how many were measured
 * @param p50Millis the median; of an even number the lower of the two in the middle
 * @param p95Millis that 95 % did not exceed
 * @param p99Millis that 99 % did not exceed; of less than a hundred batches the longest
 * @param meanMillis the mean
 * @param rowsPerSecond rows that were answered, one batch after the other
 */
public record BatchFigures(
    int batch,
    int batches,
    double p50Millis,
    double p95Millis,
    double p99Millis,
    double meanMillis,
    double rowsPerSecond) {
  private static final double MILLIS = 1e-6;
  private static final double SECONDS = 1e-9;

  /**
   * Sums them up.
   *
   * @param nanos that each took, at least one
   */
  static BatchFigures of(int batch, long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    double sum = Arrays.stream(sorted).asDoubleStream().sum();
    return new BatchFigures(
        batch,
        sorted.length,
        rank(sorted, 0.5),
        rank(sorted, 0.95),
        rank(sorted, 0.99),
        sum / sorted.length * MILLIS,
        (double) batch * sorted.length / (sum * SECONDS));
  }

  private static double rank(long[] sorted, double share) {
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(1, rank) - 1] * MILLIS;
  }
}
