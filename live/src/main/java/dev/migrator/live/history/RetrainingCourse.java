package dev.migrator.live.history;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What came of a retraining so far.
 *
 * @param outcome what has become of it
 * @param ended when that was known; empty while it runs
 * @param setup from asking for the instance until training began; empty before that
 * @param expected how long it was to train on its instance, when it began to
 * @param took how long it did; empty before it has ended, and of one that was broken off
 * @param replaced the old model's accuracy when the new one took its place; empty before that
 * @param claimed the new model's accuracy as the training says; empty before it serves
 * @param measured the new model's accuracy by callers' labels when the window ended in which it
 *     went into service; where there were too few labels, still what the training said
 */
public record RetrainingCourse(
    Outcome outcome,
    Optional<Instant> ended,
    Optional<Duration> setup,
    Optional<Duration> expected,
    Optional<Duration> took,
    OptionalDouble replaced,
    OptionalDouble claimed,
    OptionalDouble measured) {
  /** Of one that was just asked for. */
  public static final RetrainingCourse ASKED =
      new RetrainingCourse(
          Outcome.RUNNING,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty());

  /** What becomes of a retraining. */
  public enum Outcome {
    /** It is set up or trains, or its end was not seen any more. */
    RUNNING,
    /** Its weights serve. */
    SWAPPED,
    /** It made no weights. */
    FAILED,
    /** It was paused, to be resumed. */
    PAUSED,
    /** It was given up. */
    CANCELLED
  }

  /** It trains. */
  public RetrainingCourse began(Duration after, Duration left) {
    return new RetrainingCourse(
        outcome, ended, Optional.of(after), Optional.of(left), took, replaced, claimed, measured);
  }

  /** It has ended, well or not. */
  public RetrainingCourse trained(Duration length) {
    return new RetrainingCourse(
        outcome, ended, setup, expected, Optional.of(length), replaced, claimed, measured);
  }

  /** That is what became of it. */
  public RetrainingCourse over(Outcome how, Instant at) {
    return new RetrainingCourse(
        how, Optional.of(at), setup, expected, took, replaced, claimed, measured);
  }

  /** Its weights serve. */
  public RetrainingCourse swapped(Instant at, double before, double accuracy) {
    return new RetrainingCourse(
        Outcome.SWAPPED,
        Optional.of(at),
        setup,
        expected,
        took,
        OptionalDouble.of(before),
        OptionalDouble.of(accuracy),
        measured);
  }

  /** So much are its weights worth. */
  public RetrainingCourse measured(double accuracy) {
    return new RetrainingCourse(
        outcome, ended, setup, expected, took, replaced, claimed, OptionalDouble.of(accuracy));
  }
}
