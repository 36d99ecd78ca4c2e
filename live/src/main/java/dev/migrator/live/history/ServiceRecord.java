package dev.migrator.live.history;

/**
 * What a tenant's batches of one size took in a slot, on instances of one profile.
 *
 * @param tenant its name
 * @param profile of the instances
 * @param batch their rows, at most: a size that the service profile knows
 * @param batches how many there were
 * @param observedNanos what they took together
 * @param profiledNanos what they should have taken together by the service profile
 */
public record ServiceRecord(
    String tenant,
    String profile,
    int batch,
    long batches,
    double observedNanos,
    double profiledNanos) {}
