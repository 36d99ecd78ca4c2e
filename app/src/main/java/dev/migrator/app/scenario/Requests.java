package dev.migrator.app.scenario;

import java.util.Arrays;

/**
 * One tenant's requests by slot.
 *
 * @param history before the run, oldest first. Not copied: treat as immutable
 * @param run of the run. Not copied: treat as immutable
 */
record Requests(double[] history, int[] run) {

  /**
   * Sums seconds into slots.
   *
   * @param counts by second; as many whole slots of history as fit lie before the run
   */
  static Requests of(int[] counts, Windows windows) {
    int slotSeconds = windows.slotSeconds();
    int first = counts.length - windows.seconds();
    int historySlots = first / slotSeconds;
    int skipped = first - historySlots * slotSeconds;
    int[] slots = new int[historySlots + windows.slots()];
    for (int slot = 0; slot < slots.length; slot++) {
      slots[slot] = sum(counts, skipped + slot * slotSeconds, slotSeconds);
    }
    return new Requests(
        Arrays.stream(slots, 0, historySlots).asDoubleStream().toArray(),
        Arrays.copyOfRange(slots, historySlots, slots.length));
  }

  boolean isEmpty() {
    return Arrays.stream(run).allMatch(count -> count == 0);
  }

  private static int sum(int[] counts, int from, int length) {
    long sum = 0;
    for (int i = from; i < from + length; i++) {
      sum += counts[i];
    }
    return Math.toIntExact(Math.min(sum, Integer.MAX_VALUE));
  }
}
