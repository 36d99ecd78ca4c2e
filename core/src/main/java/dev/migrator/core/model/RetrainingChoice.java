package dev.migrator.core.model;

import java.time.Duration;

/**
 * A way to retrain a tenant's model in one window.
 *
 * @param name unique among the window's choices
 * @param onWholeGpu how long it takes on an instance of the whole GPU; in a fleet of several GPU
 *     models, of the first one, and the others' are taken to train alike
 * @param accuracyAfter accuracy once it has ended, from 0 to 1
 */
public record RetrainingChoice(String name, Duration onWholeGpu, double accuracyAfter) {
  public RetrainingChoice {
    Require.positive(name, "seconds", onWholeGpu.toNanos() * 1e-9);
    Require.fraction(name, "after", accuracyAfter);
  }
}
