package dev.migrator.bench;

import dev.migrator.catalog.GpuModels;
import dev.migrator.core.model.BatchChoice;
import dev.migrator.core.model.Forecast;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.LatencyCurve;
import dev.migrator.core.model.ObservedInstance;
import dev.migrator.core.model.Outcome;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.ServiceProfile;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.Tenant;
import dev.migrator.gateway.serve.Token;
import dev.migrator.live.chronicle.Chronicle;
import dev.migrator.live.event.EventLog;
import dev.migrator.live.history.History;
import dev.migrator.live.work.ObservedBatches;
import dev.migrator.live.work.TenantSettings;
import dev.migrator.live.work.TenantView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a turn's history costs the loop's thread: to put it together, for so many tenants, each with
 * an instance and four sizes of batches. What handing it over costs besides, {@link HistoryCost}
 * measures.
 */
public final class ChronicleCost {
  private static final int TURNS = 50_000;
  private static final int WARM = 5_000;
  private static final GpuModel GPU = GpuModels.named("A100-80GB");
  private static final Profile PROFILE = GPU.baseProfiles().getFirst();

  private ChronicleCost() {}

  /** Runs it for 4 and for 100 tenants. */
  public static void main(String[] args) {
    for (int tenants : List.of(4, 100)) {
      System.out.printf("%d tenants: %.1f us a turn%n", tenants, micros(tenants, TURNS));
    }
  }

  /** Mean time of a turn. */
  static double micros(int tenants, int turns) {
    EventLog events = new EventLog(() -> Instant.EPOCH, _ -> {});
    Chronicle chronicle =
        new Chronicle(History.NONE, () -> Instant.EPOCH, System::nanoTime, events);
    Map<String, Forecast> forecasts = new HashMap<>();
    List<ObservedInstance> instances = new ArrayList<>();
    for (int i = 0; i < tenants; i++) {
      forecasts.put("t" + i, new Forecast(new double[turns], List.of(), new double[0][]));
      instances.add(instance("t" + i));
    }
    List<TenantSettings> settings =
        instances.stream().map(instance -> settings(instance.task().tenant())).toList();
    chronicle.begins(0, Duration.ofSeconds(1), 200, instances);
    long began = System.nanoTime();
    for (int turn = 0; turn < turns; turn++) {
      if (turn == Math.min(WARM, turns / 10)) {
        began = System.nanoTime();
      }
      List<TenantView> views = views(settings, turn + 1);
      chronicle.slotEnded(turn, views, forecasts);
      chronicle.turnEnded(views, instances);
    }
    return (System.nanoTime() - began) * 1e-3 / (turns - Math.min(WARM, turns / 10));
  }

  private static List<TenantView> views(List<TenantSettings> tenants, long batches) {
    return tenants.stream().map(tenant -> view(tenant, batches)).toList();
  }

  private static TenantView view(TenantSettings settings, long batches) {
    List<ObservedBatches> observed = new ArrayList<>();
    for (int batch = 1; batch <= 8; batch *= 2) {
      observed.add(new ObservedBatches(PROFILE, batch, batches, 5e7, 4e7));
    }
    Outcome outcome = new Outcome(100, 90, 5, 5, 3, 80);
    return new TenantView(settings, 1, 0.9, 0, 0, List.of(), 1, observed, outcome, outcome);
  }

  private static TenantSettings settings(String name) {
    LatencyCurve curve = new LatencyCurve(List.of(new BatchChoice(8, 100_000_000)));
    ServiceProfile service =
        new ServiceProfile(
            "model", GPU.name(), Map.of(PROFILE, curve), Map.of(PROFILE, 1.0), "made up");
    return new TenantSettings(
        new Tenant(name, service, Duration.ofSeconds(1), 1),
        "model",
        Token.of("secret"),
        10,
        Optional.empty(),
        64,
        Map.of(),
        List.of());
  }

  private static ObservedInstance instance(String tenant) {
    return new ObservedInstance(
        "i-" + tenant,
        new Placement(PROFILE, PROFILE.starts().getFirst()),
        new Task.Infer(tenant),
        InstanceState.READY,
        Duration.ZERO,
        true,
        Duration.ZERO);
  }
}
