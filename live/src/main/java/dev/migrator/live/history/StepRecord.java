package dev.migrator.live.history;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A step that was taken.
 *
 * @param number of the run's steps, from 1
 * @param at when it was taken
 * @param slot in which
 * @param kind what was to be done, as {@code create} or {@code drain}
 * @param instance on which GPU instance
 * @param placement where that is; empty if unknown
 * @param tenant for whom; empty if unknown
 * @param choice of a retraining: how; empty otherwise
 * @param outcome what has become of it so far
 * @param took how long it took until then; empty while it is open, and of a step whose end nobody
 *     sees
 * @param detail in words; often empty
 */
public record StepRecord(
    long number,
    Instant at,
    long slot,
    String kind,
    String instance,
    String placement,
    String tenant,
    String choice,
    Outcome outcome,
    Optional<Duration> took,
    String detail) {

  /** What becomes of a step. */
  public enum Outcome {
    /** It goes on, or its end was not seen any more. */
    OPEN,
    /** It was told to whom it concerns, and no end of it is waited for. */
    TOLD,
    /** What was wanted came about. */
    DONE,
    /** It did not. */
    FAILED,
    /** It was no longer wanted before it came about. */
    CANCELLED,
    /** The instance was lost. */
    LOST
  }

  /** The same, when its outcome is known. */
  public StepRecord ended(Outcome how, Duration after, String words) {
    return new StepRecord(
        number,
        at,
        slot,
        kind,
        instance,
        placement,
        tenant,
        choice,
        how,
        Optional.of(after),
        words);
  }
}
