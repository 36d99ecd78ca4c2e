package dev.migrator.core.model;

import java.util.List;
import java.util.Optional;

/**
 * What is known of a tenant at the beginning of a slot.
 *
 * @param tenant the tenant's name
 * @param accuracy accuracy of the model that serves now
 * @param choices retrainings that this window's data allows
 * @param last what happened in the slot that has just ended
 * @param checkpoints the last states written of this window's retrainings that have not ended, at
 *     most one a choice; one that has been resumed stays until its retraining ends
 * @param slowness how many times what its service profile says its batches take, as measured; 1: as
 *     it says
 */
public record TenantReading(
    String tenant,
    double accuracy,
    List<RetrainingChoice> choices,
    Outcome last,
    List<Checkpoint> checkpoints,
    double slowness) {
  public TenantReading {
    Require.fraction(tenant, "accuracy", accuracy);
    Require.positive(tenant, "slowness", slowness);
    choices = List.copyOf(choices);
    checkpoints = List.copyOf(checkpoints);
  }

  /** Of a tenant whose batches take what its service profile says. */
  public TenantReading(
      String tenant,
      double accuracy,
      List<RetrainingChoice> choices,
      Outcome last,
      List<Checkpoint> checkpoints) {
    this(tenant, accuracy, choices, last, checkpoints, 1);
  }

  /** Without checkpoints. */
  public TenantReading(
      String tenant, double accuracy, List<RetrainingChoice> choices, Outcome last) {
    this(tenant, accuracy, choices, last, List.of());
  }

  /** The state from which a choice can be resumed. */
  public Optional<Checkpoint> checkpoint(String choice) {
    return checkpoints.stream().filter(c -> c.choice().equals(choice)).findFirst();
  }
}
