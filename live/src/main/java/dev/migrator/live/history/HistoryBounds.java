package dev.migrator.live.history;

import java.time.Duration;

/**
 * How much is kept, and how much of it is removed at a time.
 *
 * @param slotsFor how long rows of single slots are kept
 * @param mostSlots how many of them at most
 * @param restFor how long everything else is kept
 * @param mostWindows rows of windows at most, and as many of what batches took
 * @param mostOthers rows at most of plans, of steps, of retrainings and of events, each
 * @param mostBytes what the file may have at most; beyond that nothing is written
 * @param removedAtOnce rows that are removed from a table at a time, at most
 */
public record HistoryBounds(
    Duration slotsFor,
    long mostSlots,
    Duration restFor,
    long mostWindows,
    long mostOthers,
    long mostBytes,
    int removedAtOnce) {
  /** A day of slots, ninety days of the rest; well under half a GiB at worst. */
  public static final HistoryBounds USUAL =
      new HistoryBounds(
          Duration.ofDays(1), 1_000_000, Duration.ofDays(90), 500_000, 200_000, 512L << 20, 50_000);
}
