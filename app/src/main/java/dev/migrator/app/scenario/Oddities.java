package dev.migrator.app.scenario;

import dev.migrator.core.model.Layout;
import dev.migrator.core.model.UsableGpu;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is legal but hardly meant. */
final class Oddities {
  private Oddities() {}

  static List<String> of(List<UsableGpu> gpus, List<ScenarioTenant> tenants) {
    List<String> oddities = new ArrayList<>();
    int most = mostInstances(gpus);
    if (tenants.size() > most) {
      oddities.add(
          "%d tenants share %s at most %d instances: not all can be served at once."
              .formatted(tenants.size(), holders(gpus), most));
    }
    tenants.stream()
        .filter(tenant -> tenant.arrivals().copy() == 0 && !canMeetSlo(tenant, gpus))
        .forEach(tenant -> oddities.add(noProfile(tenant, gpus)));
    return oddities;
  }

  private static String holders(List<UsableGpu> gpus) {
    return gpus.size() == 1
        ? "one %s, which holds".formatted(gpus.getFirst().model())
        : "%d GPUs, which hold".formatted(gpus.size());
  }

  private static boolean canMeetSlo(ScenarioTenant tenant, List<UsableGpu> gpus) {
    return tenant.service().bestWithin(tenant.slo()).keySet().stream()
        .anyMatch(
            profile -> gpus.stream().distinct().anyMatch(gpu -> gpu.profiles().contains(profile)));
  }

  private static String noProfile(ScenarioTenant tenant, List<UsableGpu> gpus) {
    List<String> models = gpus.stream().map(gpu -> gpu.model().name()).distinct().toList();
    return "%s: no profile of %s answers %s within %d ms: its Goodput will be 0."
        .formatted(
            tenant.name(),
            String.join(" or ", models),
            tenant.service().model(),
            tenant.slo().toMillis());
  }

  private static int mostInstances(List<UsableGpu> gpus) {
    Map<UsableGpu, Integer> most = new HashMap<>();
    return gpus.stream().mapToInt(gpu -> most.computeIfAbsent(gpu, Oddities::mostInstances)).sum();
  }

  private static int mostInstances(UsableGpu gpu) {
    return Layout.maximal(gpu.placements(0)).stream()
        .mapToInt(layout -> layout.placements().size())
        .max()
        .orElse(0);
  }
}
