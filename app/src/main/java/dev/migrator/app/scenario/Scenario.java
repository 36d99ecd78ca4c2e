package dev.migrator.app.scenario;

import dev.migrator.app.policy.Planning;
import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Profile;
import dev.migrator.simulator.run.Experiment;
import dev.migrator.simulator.world.RetrainingError;
import dev.migrator.simulator.world.WorldTenant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A scenario: GPU, tenants, windows and settings, as its file says; the requests are not read. */
public final class Scenario {
  private final String file;
  private final String name;
  private final Gpu gpu;
  private final Windows windows;
  private final Reconfiguration reconfiguration;
  private final long seed;
  private final RetrainingError retrainingError;
  private final Planning planning;
  private final List<ScenarioTenant> tenants;

  /**
   * The GPU and how it may be cut.
   *
   * @param model its geometry
   * @param profiles those that may be used
   */
  record Gpu(GpuModel model, List<Profile> profiles) {}

  /**
   * What a change of layout takes.
   *
   * @param start of a worker
   * @param preInitialization whether the old instance serves meanwhile
   */
  record Reconfiguration(Duration start, boolean preInitialization) {}

  Scenario(
      String file,
      String name,
      Gpu gpu,
      Windows windows,
      Reconfiguration reconfiguration,
      long seed,
      RetrainingError retrainingError,
      Planning planning,
      List<ScenarioTenant> tenants) {
    this.file = file;
    this.name = name;
    this.gpu = gpu;
    this.windows = windows;
    this.reconfiguration = reconfiguration;
    this.seed = seed;
    this.retrainingError = retrainingError;
    this.planning = planning;
    this.tenants = List.copyOf(tenants);
  }

  /** Its name, for reports. */
  public String name() {
    return name;
  }

  /** How it is planned. */
  public Planning planning() {
    return planning;
  }

  /** Windows of the run. */
  public int windows() {
    return windows.count();
  }

  /** The same with another seed; seeds that arrivals have of their own stay. */
  public Scenario withSeed(long other) {
    return new Scenario(
        file, name, gpu, windows, reconfiguration, other, retrainingError, planning, tenants);
  }

  /**
   * Reads and makes the requests.
   *
   * @throws dev.migrator.app.usage.UsageException if a trace cannot be read, naming both files
   */
  public LoadedScenario load() {
    List<WorldTenant> worldTenants = new ArrayList<>();
    Map<String, double[]> histories = new LinkedHashMap<>();
    List<String> warnings = new ArrayList<>(Oddities.of(gpu, tenants));
    for (ScenarioTenant tenant : tenants) {
      Requests requests = tenant.arrivals().requests(windows, seed, worldTenants.size());
      if (requests.isEmpty()) {
        warnings.add("%s: no requests arrive during the run.".formatted(tenant.name()));
      }
      worldTenants.add(tenant.with(requests.run()));
      histories.put(tenant.name(), requests.history());
    }
    Experiment experiment =
        new Experiment(
            name, settings(), worldTenants, histories, windows.count(), seed, retrainingError);
    return new LoadedScenario(
        experiment,
        planning,
        warnings.stream().map(warning -> "%s: %s".formatted(file, warning)).toList());
  }

  private LoopSettings settings() {
    return new LoopSettings(
        gpu.model(),
        gpu.profiles(),
        windows.slot(),
        windows.slotsPerWindow(),
        reconfiguration.start(),
        reconfiguration.preInitialization(),
        planning.setupPenalty(),
        planning.terminalWindows(),
        planning.retraining(),
        planning.caution());
  }
}
