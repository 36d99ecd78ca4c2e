package dev.migrator.core.predict;

/** The sums of all beginnings of a series: any stretch's mean in constant time. */
final class PrefixSums {
  private final double[] sums;

  PrefixSums(double[] values) {
    sums = new double[values.length + 1];
    for (int i = 0; i < values.length; i++) {
      sums[i + 1] = sums[i] + values[i];
    }
  }

  /** Mean of the slots {@code from} to {@code to - 1}; never negative. */
  double mean(int from, int to) {
    return Math.max(0, (sums[to] - sums[from]) / (to - from));
  }

  /** Mean of the {@code slots} slots before {@code end}, or of those there are; 0 without any. */
  double meanBefore(int end, int slots) {
    return end == 0 ? 0 : mean(Math.max(0, end - slots), end);
  }
}
