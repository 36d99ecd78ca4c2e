package dev.migrator.policies.ekya;

import java.util.List;

/**
 * What there is to be divided at a slot.
 *
 * @param slot when
 * @param accuracy of each tenant's model then
 * @param retrainable by tenant, whether a retraining may begin then
 * @param releases retrainings that run then
 * @param free share that is not held by those
 */
record Scene(
    int slot, double[] accuracy, boolean[] retrainable, List<Release> releases, double free) {
  Scene {
    releases = List.copyOf(releases);
  }
}
