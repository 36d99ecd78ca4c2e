package dev.migrator.core.model;

import java.util.List;

/**
 * What is known of a tenant at the beginning of a slot.
 *
 * @param tenant the tenant's name
 * @param accuracy accuracy of the model that serves now
 * @param choices retrainings that this window's data allows
 * @param last what happened in the slot that has just ended
 */
public record TenantReading(
    String tenant, double accuracy, List<RetrainingChoice> choices, Outcome last) {
  public TenantReading {
    Require.fraction(tenant, "accuracy", accuracy);
    choices = List.copyOf(choices);
  }
}
