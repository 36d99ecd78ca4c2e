package dev.migrator.bench.soak;

import dev.migrator.catalog.GpuModels;
import dev.migrator.core.model.BatchChoice;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.LatencyCurve;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingChoice;
import dev.migrator.core.model.ServiceProfile;
import dev.migrator.core.model.Tenant;
import dev.migrator.gateway.serve.Token;
import dev.migrator.live.work.TenantSettings;
import dev.migrator.stream.Drift;
import dev.migrator.stream.VectorStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The GPU and the tenants of a soak: all alike but for their name. */
final class Population {
  static final GpuModel GPU = GpuModels.named("A100-80GB");
  static final Duration SLOT = Duration.ofSeconds(1);
  static final int SLOTS_PER_WINDOW = 200;

  /** Those that are always there. */
  static final List<String> RESIDENTS = List.of("photos", "signals");

  private static final Duration SLO = Duration.ofMillis(500);
  private static final int EXAMPLES = 128;
  private static final int MOST_WAITING = 500;

  private Population() {}

  static String token(String name) {
    return name + "-secret";
  }

  static VectorStream stream(String name) {
    return new VectorStream(name.length(), Drift.within(SLOT.multipliedBy(SLOTS_PER_WINDOW)));
  }

  static TenantSettings tenant(String name) {
    Map<Profile, LatencyCurve> curves = new LinkedHashMap<>();
    Map<Profile, Double> speeds = new LinkedHashMap<>();
    for (Profile profile : GPU.baseProfiles()) {
      double share = Math.min(1, profile.computeSlices() / 7.0);
      curves.put(profile, curve(share));
      speeds.put(profile, share);
    }
    return new TenantSettings(
        new Tenant(
            name, new ServiceProfile("nearest", GPU.name(), curves, speeds, "made up"), SLO, 1),
        "nearest",
        Token.of(token(name)),
        MOST_WAITING,
        Optional.of(stream(name)),
        EXAMPLES,
        Map.of(),
        List.of(new RetrainingChoice("examples", Duration.ofSeconds(30), 0.8)));
  }

  private static LatencyCurve curve(double share) {
    return new LatencyCurve(
        List.of(
            new BatchChoice(1, Math.round(2e6 / share)),
            new BatchChoice(8, Math.round(8e6 / share))));
  }
}
