package dev.migrator.app.scenario;

import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.ServiceProfile;
import dev.migrator.core.model.Tenant;
import dev.migrator.core.model.UsableGpu;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a tenant could serve if each GPU were shared out equally among the tenants that can run on
 * it; {@code load} is relative to it.
 */
final class EqualShare {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Map<UsableGpu, Integer> counts = new LinkedHashMap<>();
  private final Map<UsableGpu, List<Layout>> layouts = new LinkedHashMap<>();
  private final Map<UsableGpu, Integer> guests = new LinkedHashMap<>();

  EqualShare(List<UsableGpu> gpus) {
    gpus.forEach(gpu -> counts.merge(gpu, 1, Integer::sum));
    counts.keySet().forEach(gpu -> layouts.put(gpu, Layout.maximal(gpu.placements(0))));
  }

  /** Notes so many tenants with that service profile. */
  void note(ServiceProfile service, int tenants) {
    for (UsableGpu gpu : counts.keySet()) {
      if (gpu.model().profiles().stream().anyMatch(service.curves()::containsKey)) {
        guests.merge(gpu, tenants, Integer::sum);
      }
    }
  }

  /**
   * Requests per second: what the layouts that are best for this tenant alone serve, each divided
   * by the number of tenants noted that can run there.
   */
  double of(ServiceProfile service, Duration slo) {
    Tenant tenant = new Tenant(service.model(), service, slo, 1);
    double share = 0;
    for (Map.Entry<UsableGpu, Integer> kind : counts.entrySet()) {
      UsableGpu gpu = kind.getKey();
      Map<Profile, Double> capacity = tenant.capacity(gpu.profiles(), SECOND);
      share += kind.getValue() * most(gpu, capacity) / guests.getOrDefault(gpu, 1);
    }
    return share;
  }

  private double most(UsableGpu gpu, Map<Profile, Double> capacity) {
    return layouts.getOrDefault(gpu, List.of()).stream()
        .mapToDouble(layout -> capacity(layout, capacity))
        .max()
        .orElse(0);
  }

  private static double capacity(Layout layout, Map<Profile, Double> capacity) {
    return layout.placements().stream()
        .mapToDouble(placement -> capacity.getOrDefault(placement.profile(), 0.0))
        .sum();
  }
}
