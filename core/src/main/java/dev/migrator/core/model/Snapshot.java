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
 * @param byTenant the same by name, for those who ask for many
 */
public record Snapshot(
    long slot,
    List<ObservedInstance> instances,
    List<TenantReading> tenants,
    Map<String, TenantReading> byTenant) {
  public Snapshot {
    instances = List.copyOf(instances);
    tenants = List.copyOf(tenants);
    byTenant = Map.copyOf(byTenant);
  }

  /** As observed. */
  public Snapshot(long slot, List<ObservedInstance> instances, List<TenantReading> tenants) {
    this(slot, instances, tenants, byName(tenants));
  }

  private static Map<String, TenantReading> byName(List<TenantReading> tenants) {
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
    TenantReading reading = byTenant.get(name);
    if (reading == null) {
      throw new IllegalArgumentException("no tenant " + name + ".");
    }
    return reading;
  }
}
