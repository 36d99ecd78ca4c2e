package dev.migrator.core.control;

import java.util.Arrays;

/** One tenant's arrivals by slot, from before the loop began until now. */
final class History {
  private double[] counts;
  private int length;

  History(double[] before) {
    this.counts = Arrays.copyOf(before, Math.max(16, before.length));
    this.length = before.length;
  }

  void add(double count) {
    if (length == counts.length) {
      counts = Arrays.copyOf(counts, 2 * length);
    }
    counts[length++] = count;
  }

  double[] counts() {
    return counts;
  }

  int length() {
    return length;
  }
}
