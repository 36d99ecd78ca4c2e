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
 * @param floor share of each window's requests that is to be answered in time, from 0 to 1
 */
public record Tenant(
    String name, ServiceProfile service, Duration slo, double weight, double floor) {
  private static final Duration ANY_TIME = Duration.ofDays(1);

  public Tenant {
    Require.positive(name, "slo", slo.toNanos());
    Require.positive(name, "weight", weight);
    Require.fraction(name, "floor", floor);
  }

  /** Without a floor. */
  public Tenant(String name, ServiceProfile service, Duration slo, double weight) {
    this(name, service, slo, weight, 0);
  }

  /** The same tenant, of whose model every batch takes so many times as long. */
  public Tenant slowed(double factor) {
    return factor == 1 ? this : new Tenant(name, service.slowed(factor), slo, weight, floor);
  }

  /**
   * Requests that a ready instance answers in time within a slot of that length, by profile; a
   * profile that cannot keep the SLO is absent.
   */
  public Map<Profile, Double> capacity(List<Profile> profiles, Duration slot) {
    return capacity(profiles, slot, slo);
  }

  /** Requests that a ready instance answers within a slot of that length, in time or not. */
  public Map<Profile, Double> capacityInAnyTime(List<Profile> profiles, Duration slot) {
    return capacity(profiles, slot, ANY_TIME);
  }

  private Map<Profile, Double> capacity(List<Profile> profiles, Duration slot, Duration within) {
    Map<Profile, Double> capacity = new LinkedHashMap<>();
    service
        .bestWithin(within)
        .forEach(
            (profile, batch) -> {
              if (profiles.contains(profile)) {
                capacity.put(profile, batch.perSecond() * slot.toNanos() * 1e-9);
              }
            });
    return capacity;
  }

  /**
   * A retraining choice with the whole slots of that length that it takes on each profile; a
   * profile that cannot train the model is absent.
   */
  public RetrainingOption option(RetrainingChoice choice, List<Profile> profiles, Duration slot) {
    Map<Profile, Integer> slots = new LinkedHashMap<>();
    for (Profile profile : profiles) {
      double speed = service.trainingSpeedOn(profile);
      if (speed > 0) {
        long nanos = Math.round(choice.onWholeGpu().toNanos() / speed);
        slots.put(profile, (int) Math.max(1, Math.ceilDiv(nanos, slot.toNanos())));
      }
    }
    return new RetrainingOption(choice.name(), choice.accuracyAfter(), slots);
  }
}
