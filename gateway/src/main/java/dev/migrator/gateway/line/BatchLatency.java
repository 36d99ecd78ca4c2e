package dev.migrator.gateway.line;

/**
 * What batches of one size took on one instance, as measured.
 *
 * @param instance the instance
 * @param rows of such a batch
 * @param batches how many there were
 * @param meanNanos what they took on average
 */
public record BatchLatency(String instance, int rows, long batches, double meanNanos) {}
