package dev.migrator.app.scenario;

import dev.migrator.app.policy.Planning;
import dev.migrator.catalog.MpsSettings;
import dev.migrator.core.control.Handicaps;
import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.model.UsableGpu;
import dev.migrator.simulator.run.Experiment;
import dev.migrator.simulator.world.RetrainingError;
import dev.migrator.simulator.world.WorldTenant;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** A scenario: GPUs, tenants, windows and settings, as its file says; the requests are not read. */
public final class Scenario {
  private final String file;
  private final String name;
  private final SortedMap<String, String> labels;
  private final List<UsableGpu> gpus;
  private final Windows windows;
  private final Reconfiguration reconfiguration;
  private final long seed;
  private final RetrainingError retrainingError;
  private final Planning planning;
  private final MpsSettings sharing;
  private final List<ScenarioTenant> tenants;
  private final List<Path> files;

  /**
   * What a change of layout takes.
   *
   * @param start of a worker
   * @param preInitialization whether the old instance serves meanwhile
   * @param cutsWholeGpus whether all of a GPU's instances stop meanwhile
   */
  record Reconfiguration(Duration start, boolean preInitialization, boolean cutsWholeGpus) {}

  Scenario(
      String file,
      String name,
      SortedMap<String, String> labels,
      List<UsableGpu> gpus,
      Windows windows,
      Reconfiguration reconfiguration,
      long seed,
      RetrainingError retrainingError,
      Planning planning,
      MpsSettings sharing,
      List<ScenarioTenant> tenants,
      List<Path> files) {
    this.file = file;
    this.name = name;
    this.labels = labels;
    this.gpus = List.copyOf(gpus);
    this.windows = windows;
    this.reconfiguration = reconfiguration;
    this.seed = seed;
    this.retrainingError = retrainingError;
    this.planning = planning;
    this.sharing = sharing;
    this.tenants = List.copyOf(tenants);
    this.files = List.copyOf(files);
  }

  /** Its name, for reports. */
  public String name() {
    return name;
  }

  /** What its author says of it, by key: {@code pattern} is {@code bursty}. */
  public SortedMap<String, String> labels() {
    return labels;
  }

  /** The seed of everything that is random in it. */
  public long seed() {
    return seed;
  }

  /** How it is planned. */
  public Planning planning() {
    return planning;
  }

  /**
   * The files that its file names: service profiles, calibrations and traces, in the order in which
   * it names them.
   */
  public List<Path> files() {
    return files;
  }

  /** Windows of the run. */
  public int windows() {
    return windows.count();
  }

  /** The same with another seed; seeds that arrivals have of their own stay. */
  public Scenario withSeed(long other) {
    return new Scenario(
        file,
        name,
        labels,
        gpus,
        windows,
        reconfiguration,
        other,
        retrainingError,
        planning,
        sharing,
        tenants,
        files);
  }

  /**
   * Reads and makes the requests.
   *
   * @throws dev.migrator.app.usage.UsageException if a trace cannot be read, naming both files
   */
  public LoadedScenario load() {
    List<WorldTenant> worldTenants = new ArrayList<>();
    Map<String, double[]> histories = new LinkedHashMap<>();
    List<String> warnings = new ArrayList<>(Oddities.of(gpus, tenants));
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
        sharing,
        warnings.stream().map(warning -> "%s: %s".formatted(file, warning)).toList());
  }

  /** In whole slots, rounded up, at most a window. */
  private int lookahead() {
    long nanos = planning.lookahead().toNanos();
    long slots = Math.ceilDiv(nanos, windows.slot().toNanos());
    return (int) Math.min(slots, windows.slotsPerWindow());
  }

  private LoopSettings settings() {
    return new LoopSettings(
        gpus,
        windows.slot(),
        windows.slotsPerWindow(),
        reconfiguration.start(),
        reconfiguration.preInitialization(),
        planning.setupPenalty(),
        planning.terminalWindows(),
        planning.retraining(),
        lookahead(),
        planning.caution(),
        new Handicaps(reconfiguration.cutsWholeGpus(), planning.ignoresSlos()));
  }
}
