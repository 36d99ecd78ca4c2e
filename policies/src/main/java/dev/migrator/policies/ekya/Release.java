package dev.migrator.policies.ekya;

/**
 * The end of a retraining.
 *
 * @param slot at whose beginning it has ended
 * @param client index of the tenant
 * @param share that is free from then on
 * @param accuracyAfter the tenant's from then on
 */
record Release(int slot, int client, double share, double accuracyAfter) {}
