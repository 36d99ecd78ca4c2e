package dev.migrator.live.journal;

import dev.migrator.core.control.Fleet;
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
 */
public record World(Fleet fleet, Workloads workloads, PlanAttempt attempt, Stopwatch stopwatch) {}
