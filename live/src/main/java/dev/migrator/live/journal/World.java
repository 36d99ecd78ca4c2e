package dev.migrator.live.journal;

import dev.migrator.core.control.Fleet;
import dev.migrator.core.control.Journal;
import dev.migrator.core.control.PlanAttempt;
import dev.migrator.core.control.Stopwatch;
import dev.migrator.core.control.Workloads;

/**
 * What a recorded loop is put into.
 *
 * @param fleet the GPUs' instances
 * @param workloads what runs on them
 * @param attempt lets the planner run, for as long as it may take
 * @param stopwatch elapsed time, only to report how long planning took
 * @param witness hears of each decision that has been recorded
 */
public record World(
    Fleet fleet, Workloads workloads, PlanAttempt attempt, Stopwatch stopwatch, Journal witness) {

  /** Without a witness. */
  public World(Fleet fleet, Workloads workloads, PlanAttempt attempt, Stopwatch stopwatch) {
    this(fleet, workloads, attempt, stopwatch, new Deaf());
  }
}
