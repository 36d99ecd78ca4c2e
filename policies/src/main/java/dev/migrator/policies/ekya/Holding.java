package dev.migrator.policies.ekya;

import dev.migrator.core.model.Placement;

/**
 * Who holds a placement, and for which of its two jobs.
 *
 * @param placement the place
 * @param client index of the tenant
 * @param job what it does there
 */
record Holding(Placement placement, int client, Job job) {

  /** A tenant's two jobs. */
  enum Job {
    INFERENCE,
    RETRAINING
  }
}
