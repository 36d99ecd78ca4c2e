package dev.migrator.simulator.world;

import java.time.Duration;

/**
 * What happened to one tenant, by slot of the run so far. The arrays are the recording's own; treat
 * them as immutable.
 *
 * @param tenant its name
 * @param arrived requests that came in during the slot
 * @param withinSlo requests answered in time whose batch began in the slot
 * @param dropped requests given up in the slot
 * @param accuracy accuracy of the model that answered throughout the slot
 * @param meanWait mean time from arrival to the begin of the batch, of the answered requests; zero
 *     if there were none
 */
public record TenantRecording(
    String tenant,
    int[] arrived,
    int[] withinSlo,
    int[] dropped,
    double[] accuracy,
    Duration meanWait) {}
