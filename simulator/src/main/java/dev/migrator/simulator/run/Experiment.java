package dev.migrator.simulator.run;

import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.model.Tenant;
import dev.migrator.simulator.world.RetrainingError;
import dev.migrator.simulator.world.Routing;
import dev.migrator.simulator.world.World;
import dev.migrator.simulator.world.WorldSettings;
import dev.migrator.simulator.world.WorldTenant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that is the same for all policies that are compared: GPU, tenants, requests, seed.
 *
 * @param name for reports
 * @param settings of the loop
 * @param tenants with the requests of the whole run
 * @param histories by tenant: requests by slot before the run, oldest first; may be missing
 * @param windows length of the run
 * @param seed of everything that is random
 * @param retrainingError how far retrainings turn out other than estimated
 */
public record Experiment(
    String name,
    LoopSettings settings,
    List<WorldTenant> tenants,
    Map<String, double[]> histories,
    int windows,
    long seed,
    RetrainingError retrainingError) {

  public Experiment {
    tenants = List.copyOf(tenants);
    histories = Map.copyOf(histories);
  }

  /** Slots of the whole run. */
  public int slots() {
    return windows * settings.slotsPerWindow();
  }

  /** Requests of the whole run. */
  public long requests() {
    long sum = 0;
    for (WorldTenant tenant : tenants) {
      for (int count : tenant.arrivals()) {
        sum += count;
      }
    }
    return sum;
  }

  /** The tenants as the loop knows them. */
  public List<Tenant> loopTenants() {
    return tenants.stream()
        .map(t -> new Tenant(t.name(), t.service(), t.slo(), t.weight(), t.floor()))
        .toList();
  }

  /** By tenant: requests by slot, of history and run. */
  public Map<String, double[]> truth() {
    Map<String, double[]> truth = new HashMap<>();
    for (WorldTenant tenant : tenants) {
      double[] before = histories.getOrDefault(tenant.name(), new double[0]);
      double[] all = java.util.Arrays.copyOf(before, before.length + tenant.arrivals().length);
      for (int slot = 0; slot < tenant.arrivals().length; slot++) {
        all[before.length + slot] = tenant.arrivals()[slot];
      }
      truth.put(tenant.name(), all);
    }
    return truth;
  }

  /** A new world, at its beginning, with one queue a tenant. */
  World world() {
    return world(Routing.PULL);
  }

  /** A new world, at its beginning, in which requests find their instances so. */
  World world(Routing routing) {
    return new World(settings.models(), tenants, worldSettings().with(routing));
  }

  WorldSettings worldSettings() {
    return WorldSettings.of(seed, settings.slot(), settings.slotsPerWindow())
        .withWorkerStart(settings.workerStart())
        .withRetrainingError(retrainingError)
        .withCheckpoints(settings.retraining().pausing().orElse(WorldSettings.DEFAULT_CHECKPOINTS));
  }
}
