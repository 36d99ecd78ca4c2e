package dev.migrator.live.history;

import java.time.Instant;
import java.util.OptionalDouble;

/**
 * A retraining, with what was expected of it and what came of it so far.
 *
 * @param number of the run's retrainings, from 1
 * @param asked when its instance was asked for
 * @param window in which
 * @param tenant whose model
 * @param choice how
 * @param instance on which GPU instance
 * @param placement where that is
 * @param accuracyBefore of the model when the instance was asked for
 * @param accuracyExpected what was expected then of the new model; empty if the choice was not
 *     offered any more
 * @param course what came of it so far
 */
public record RetrainingRecord(
    long number,
    Instant asked,
    long window,
    String tenant,
    String choice,
    String instance,
    String placement,
    double accuracyBefore,
    OptionalDouble accuracyExpected,
    RetrainingCourse course) {

  /** The same, when more is known of it. */
  public RetrainingRecord with(RetrainingCourse next) {
    return new RetrainingRecord(
        number,
        asked,
        window,
        tenant,
        choice,
        instance,
        placement,
        accuracyBefore,
        accuracyExpected,
        next);
  }
}
