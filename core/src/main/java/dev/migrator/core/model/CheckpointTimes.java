package dev.migrator.core.model;

import java.time.Duration;

/**
 * How long a retraining takes to write its state, and to read it again.
 *
 * @param save from the moment in which it stops training until its instance is free to go
 * @param restore from the moment in which its worker has started until it trains again
 */
public record CheckpointTimes(Duration save, Duration restore) {
  public CheckpointTimes {
    Require.that(!save.isNegative(), "pausing", "save", save, "a duration of at least 0");
    Require.that(!restore.isNegative(), "pausing", "restore", restore, "a duration of at least 0");
  }

  /** The same in whole slots of that length, rounded up. */
  public Pausing inSlots(Duration slot) {
    return new Pausing(inSlots(save, slot), inSlots(restore, slot));
  }

  private static int inSlots(Duration time, Duration slot) {
    return (int) Math.ceilDiv(time.toNanos(), slot.toNanos());
  }
}
