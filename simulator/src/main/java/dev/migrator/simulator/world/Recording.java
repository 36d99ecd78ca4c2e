package dev.migrator.simulator.world;

import java.time.Duration;
import java.util.List;

/**
 * What has happened in a world so far, for reports.
 *
 * @param slot length of a slot
 * @param tenants in their fixed order
 * @param instances every instance that took slices, in order of {@code from}, then placement
 */
public record Recording(Duration slot, List<TenantRecording> tenants, List<InstanceBar> instances) {
  public Recording {
    tenants = List.copyOf(tenants);
    instances = List.copyOf(instances);
  }
}
