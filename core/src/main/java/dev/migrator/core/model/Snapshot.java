package dev.migrator.core.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that is known at the beginning of a slot; the immutable base of every decision.
 *
 * @param slot slots since the loop began
 * @param instances the instances that exist, in order of placement, then id
 * @param tenants the tenants, in their fixed order
 */
public record Snapshot(long slot, List<ObservedInstance> instances, List<TenantReading> tenants) {
  public Snapshot {
    instances = List.copyOf(instances);
    tenants = List.copyOf(tenants);
  }

  /** What is known of each tenant, by name; for those who ask for many. */
  public Map<String, TenantReading> byTenant() {
    Map<String, TenantReading> readings = new HashMap<>();
    tenants.forEach(reading -> readings.put(reading.tenant(), reading));
    return readings;
  }

  /**
   * What is known of that tenant.
   *
   * @throws IllegalArgumentException if it is not among the tenants
   */
  public TenantReading tenant(String name) {
    return tenants.stream()
        .filter(reading -> reading.tenant().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no tenant " + name + "."));
  }
}
