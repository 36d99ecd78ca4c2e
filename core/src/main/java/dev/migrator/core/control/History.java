package dev.migrator.core.control;

import dev.migrator.core.predict.Forecaster;
import java.util.Arrays;

/**
 * One tenant's arrivals by slot, from before the loop began until now: the last {@link
 * Forecaster#HISTORY_SLOTS} of them, and before they are moved up to as many more.
 */
final class History {
  private static final int FIRST_ROOM = 16;
  private static final int MOST = 2 * Forecaster.HISTORY_SLOTS;

  private double[] counts;
  private int length;
  private long total;

  History(double[] before) {
    int kept = Math.min(before.length, Forecaster.HISTORY_SLOTS);
    this.counts = new double[Math.max(FIRST_ROOM, kept)];
    System.arraycopy(before, before.length - kept, counts, 0, kept);
    this.length = kept;
    this.total = before.length;
  }

  void add(double count) {
    if (length == counts.length) {
      makeRoom();
    }
    counts[length++] = count;
    total++;
  }

  double[] counts() {
    return counts;
  }

  int length() {
    return length;
  }

  /** How many there ever were. */
  long total() {
    return total;
  }

  private void makeRoom() {
    if (length < MOST) {
      counts = Arrays.copyOf(counts, Math.min(MOST, 2 * length));
    } else {
      int kept = Forecaster.HISTORY_SLOTS;
      System.arraycopy(counts, length - kept, counts, 0, kept);
      length = kept;
    }
  }
}
