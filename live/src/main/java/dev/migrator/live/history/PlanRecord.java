package dev.migrator.live.history;

import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A plan that was made.
 *
 * @param number of the run's plans, from 1
 * @param at when it was ready
 * @param slot from which on it plans
 * @param planner who made it
 * @param reasons why
 * @param outcome what became of it
 * @param horizonSlots slots that it covers
 * @param instances that it names
 * @param retrainings among them
 * @param value what it promises, as the planning problem defines it
 * @param bound proven upper bound of any plan's value; empty if nothing is known
 * @param planningMillis how long forecasting and planning took
 * @param detail why it was refused or why the planner failed; empty otherwise
 */
public record PlanRecord(
    long number,
    Instant at,
    long slot,
    String planner,
    List<String> reasons,
    Outcome outcome,
    int horizonSlots,
    int instances,
    int retrainings,
    double value,
    OptionalDouble bound,
    double planningMillis,
    String detail) {
  public PlanRecord {
    reasons = List.copyOf(reasons);
  }

  /** What became of a plan. */
  public enum Outcome {
    /** It passed its check and is carried out. */
    APPLIED,
    /** It did not pass; what exists is kept. */
    REFUSED,
    /** The planner failed or was late; what exists is kept. */
    FAILED
  }
}
