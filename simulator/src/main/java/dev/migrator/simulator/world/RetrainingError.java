package dev.migrator.simulator.world;

/**
 * How far retrainings turn out other than estimated. Planners see the estimates, the world the
 * truth. The truth depends on seed, tenant, window and choice only, so it is the same for every
 * policy.
 *
 * @param duration standard deviation of the logarithm of true over estimated duration; 0: as
 *     estimated
 * @param gain relative standard deviation of the gain over the accuracy that the window is entered
 *     with; 0: as estimated
 */
public record RetrainingError(double duration, double gain) {

  /** Everything turns out as estimated. */
  public static final RetrainingError NONE = new RetrainingError(0, 0);

  public RetrainingError {
    Require.value(
        duration >= 0, "retraining error", "duration", duration, "a number of at least 0");
    Require.value(gain >= 0, "retraining error", "gain", gain, "a number of at least 0");
  }
}
