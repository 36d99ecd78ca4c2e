package dev.migrator.core.model;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A tenant: a model that answers requests within an SLO.
 *
 * @param name unique among the tenants
 * @param service what its model does on the GPU's profiles
 * @param slo time from a request's arrival to its answer, above 0
 * @param weight worth of one correct timely answer, above 0
 */
public record Tenant(String name, ServiceProfile service, Duration slo, double weight) {
  public Tenant {
    Require.positive(name, "slo", slo.toNanos());
    Require.positive(name, "weight", weight);
  }

  /**
   * Requests that a ready instance answers in time within a slot of that length, by profile; a
   * profile that cannot keep the SLO is absent.
   */
  public Map<Profile, Double> capacity(List<Profile> profiles, Duration slot) {
    Map<Profile, Double> capacity = new LinkedHashMap<>();
    service
        .bestWithin(slo)
        .forEach(
            (profile, batch) -> {
              if (profiles.contains(profile)) {
                capacity.put(profile, batch.perSecond() * slot.toNanos() * 1e-9);
              }
            });
    return capacity;
  }
}
