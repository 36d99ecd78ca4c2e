package dev.migrator.app.scenario;

import dev.migrator.app.scenario.Scenario.Gpu;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Layout;
import java.util.ArrayList;
import java.util.List;

/** What is legal but hardly meant. */
final class Oddities {
  private Oddities() {}

  static List<String> of(Gpu gpu, List<ScenarioTenant> tenants) {
    List<String> oddities = new ArrayList<>();
    int most = mostInstances(gpu);
    if (tenants.size() > most) {
      oddities.add(
          "%d tenants share one %s, which holds at most %d instances: not all can be served at once."
              .formatted(tenants.size(), gpu.model(), most));
    }
    tenants.stream()
        .filter(tenant -> !canMeetSlo(tenant, gpu))
        .forEach(tenant -> oddities.add(noProfile(tenant, gpu)));
    return oddities;
  }

  private static boolean canMeetSlo(ScenarioTenant tenant, Gpu gpu) {
    return tenant.service().bestWithin(tenant.slo()).keySet().stream()
        .anyMatch(gpu.profiles()::contains);
  }

  private static String noProfile(ScenarioTenant tenant, Gpu gpu) {
    return "%s: no profile of %s answers %s within %d ms: its Goodput will be 0."
        .formatted(tenant.name(), gpu.model(), tenant.service().model(), tenant.slo().toMillis());
  }

  private static int mostInstances(Gpu gpu) {
    return Layout.maximal(GpuModel.placements(gpu.profiles())).stream()
        .mapToInt(layout -> layout.placements().size())
        .max()
        .orElse(0);
  }
}
