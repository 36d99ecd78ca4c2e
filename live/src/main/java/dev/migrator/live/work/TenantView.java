package dev.migrator.live.work;

import dev.migrator.core.model.Outcome;
import dev.migrator.core.model.RetrainingChoice;
import java.util.List;

/**
 * What is known of a tenant, for reports.
 *
 * @param settings what was agreed
 * @param version of the weights that serve
 * @param accuracy as measured
 * @param labels that callers gave, ever
 * @param examples that callers sent and told the truth of, kept for its retraining
 * @param choices that this window allows, and what is expected of each
 * @param slowness how many times what its service profile says plans think that its batches take
 * @param batches what they took, by profile and size
 * @param last what happened in the slot that has just ended
 * @param total what happened since it came
 */
public record TenantView(
    TenantSettings settings,
    int version,
    double accuracy,
    long labels,
    int examples,
    List<RetrainingChoice> choices,
    double slowness,
    List<ObservedBatches> batches,
    Outcome last,
    Outcome total) {
  public TenantView {
    choices = List.copyOf(choices);
    batches = List.copyOf(batches);
  }

  static TenantView of(LiveTenant tenant) {
    return new TenantView(
        tenant.settings(),
        tenant.weights().version(),
        tenant.accuracy(),
        tenant.labels().count(),
        tenant.seen().size(),
        tenant.choices(),
        tenant.slowness().factor(),
        tenant.slowness().observed(),
        tenant.last(),
        tenant.total());
  }
}
