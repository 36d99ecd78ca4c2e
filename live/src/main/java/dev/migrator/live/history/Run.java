package dev.migrator.live.history;

import java.time.Duration;
import java.time.Instant;

/**
 * One life of a daemon.
 *
 * @param began when
 * @param firstSlot the loop's first slot; what is told of an earlier one came before the loop began
 * @param slot length of a slot
 * @param slotsPerWindow slots of a window
 */
public record Run(Instant began, long firstSlot, Duration slot, int slotsPerWindow) {

  /** The window that a slot belongs to; what came before the first one is in window -1. */
  public long window(long number) {
    return Math.floorDiv(number, slotsPerWindow);
  }
}
