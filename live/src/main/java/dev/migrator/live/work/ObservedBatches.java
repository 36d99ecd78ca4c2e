package dev.migrator.live.work;

import dev.migrator.core.model.Profile;

/**
 * What a tenant's batches took on instances of one profile, of one size that its service profile
 * knows; smaller ones count as the next size.
 *
 * @param batch their rows, at most
 * @param batches how many there were
 * @param meanNanos what they took
 * @param expectedNanos what the service profile says of batches as large as they were
 */
public record ObservedBatches(
    Profile profile, int batch, long batches, double meanNanos, double expectedNanos) {}
