package dev.migrator.core.plan.fleet;

import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.TenantOutlook;
import java.util.HashMap;
import java.util.Map;

/** How rents of different sites compare, roughly: by what GPUs earn and by compute slices. */
final class Units {
  private Units() {}

  /** By site: more than a slot of it is ever worth to most tenants. */
  static double[] of(Fleet fleet) {
    double[] unit = new double[fleet.siteCount()];
    Map<Kind, Double> worth = new HashMap<>();
    for (Fleet.Gpu gpu : fleet.gpus()) {
      double whole = worth.computeIfAbsent(gpu.kind(), kind -> worth(fleet, kind));
      for (Placement placement : gpu.kind().placements()) {
        Profile profile = placement.profile();
        int slices = gpu.kind().model().computeSlices();
        unit[fleet.site(profile)] = whole * profile.computeSlices() / slices;
      }
    }
    return unit;
  }

  /** What a whole GPU earns in a slot with the tenant that it serves best. */
  private static double worth(Fleet fleet, Kind kind) {
    double most = 0;
    for (int i = 0; i < fleet.tenants().size(); i++) {
      TenantOutlook tenant = fleet.tenants().get(i);
      most = Math.max(most, bestAccuracy(tenant) * tenant.weight() * fleet.whole(kind)[i]);
    }
    return most;
  }

  private static double bestAccuracy(TenantOutlook tenant) {
    return tenant.options().stream()
        .mapToDouble(option -> option.accuracyAfter())
        .reduce(Math.max(tenant.accuracy(), tenant.accuracyAt(Integer.MAX_VALUE)), Math::max);
  }
}
