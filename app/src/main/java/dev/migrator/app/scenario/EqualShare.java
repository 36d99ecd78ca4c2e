package dev.migrator.app.scenario;

import dev.migrator.app.scenario.Scenario.Gpu;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.ServiceProfile;
import dev.migrator.core.model.Tenant;
import java.time.Duration;
import java.util.Map;

/**
 * What a tenant could serve if it had its equal share of the GPU; {@code load} is relative to it.
 */
final class EqualShare {
  private EqualShare() {}

  /**
   * Requests per second: what the layout that is best for this tenant alone serves, divided by the
   * number of tenants.
   */
  static double of(Gpu gpu, ServiceProfile service, Duration slo, int tenants) {
    Map<Profile, Double> capacity =
        new Tenant(service.model(), service, slo, 1)
            .capacity(gpu.profiles(), Duration.ofSeconds(1));
    double most =
        Layout.maximal(GpuModel.placements(gpu.profiles())).stream()
            .mapToDouble(layout -> capacity(layout, capacity))
            .max()
            .orElse(0);
    return most / tenants;
  }

  private static double capacity(Layout layout, Map<Profile, Double> capacity) {
    return layout.placements().stream()
        .mapToDouble(placement -> capacity.getOrDefault(placement.profile(), 0.0))
        .sum();
  }
}
