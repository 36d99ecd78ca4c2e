package dev.migrator.core.model;

import java.time.Duration;

/**
 * The state of a retraining that was paused: it can be resumed from here until the window ends.
 *
 * @param choice the name of the retraining choice
 * @param leftOnWholeGpu training time that is left, on an instance of the whole GPU; above 0
 */
public record Checkpoint(String choice, Duration leftOnWholeGpu) {
  public Checkpoint {
    Require.positive(choice, "leftOnWholeGpu", leftOnWholeGpu.toNanos());
  }
}
