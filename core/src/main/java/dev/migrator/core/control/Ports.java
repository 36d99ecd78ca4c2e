package dev.migrator.core.control;

/**
 * Everything outside that a control loop drives.
 *
 * @param fleet the GPU's instances
 * @param workloads what runs on them
 * @param journal the record of decisions
 * @param stopwatch elapsed time, only to report how long planning took
 */
public record Ports(Fleet fleet, Workloads workloads, Journal journal, Stopwatch stopwatch) {}
