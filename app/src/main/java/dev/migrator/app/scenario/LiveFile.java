package dev.migrator.app.scenario;

import dev.migrator.app.policy.Planning;
import dev.migrator.app.scenario.LiveConfiguration.Instances;
import dev.migrator.app.scenario.LiveConfiguration.Real;
import dev.migrator.app.usage.UsageException;
import dev.migrator.core.control.Handicaps;
import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.UsableGpu;
import dev.migrator.core.predict.Forecasters;
import dev.migrator.live.work.ProbeSettings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The file of a live system: YAML, read strictly. Every error names file, line, key, value and what
 * was expected.
 */
public final class LiveFile {
  private static final int GATEWAY_PORT = 8000;
  private static final int API_PORT = 8001;
  private static final int LAST_PORT = 65_535;
  private static final long DEFAULT_SEED = 42;
  private static final int MOST_WINDOWS = 100_000;
  private static final Duration WORKER_START = Duration.ofMillis(1_500);

  private static final int MOST_SAMPLE = 10_000;
  private static final int MOST_PROBE_EPOCHS = 100;
  private static final Duration PROBE_LIMIT = Duration.ofSeconds(5);

  private LiveFile() {}

  /**
   * Reads one. Its GPUs are as they are published.
   *
   * @throws UsageException if it cannot be read or anything in it is wrong
   */
  public static LiveConfiguration read(Path file) {
    return parse(file.toString(), ScenarioFile.text(file), folder(file), Optional.empty());
  }

  /**
   * Reads one for the GPUs that there are: profiles and places are theirs.
   *
   * @throws UsageException if it cannot be read, anything in it is wrong, or it is of other GPUs
   */
  public static LiveConfiguration read(Path file, List<GpuModel> devices) {
    return parse(file.toString(), ScenarioFile.text(file), folder(file), Optional.of(devices));
  }

  /** Reads one that is at hand as text. */
  public static LiveConfiguration parse(String file, String text) {
    return parse(file, text, Path.of(""), Optional.empty());
  }

  private static Path folder(Path file) {
    return Optional.ofNullable(file.getParent()).orElse(Path.of(""));
  }

  private static LiveConfiguration parse(
      String file, String text, Path folder, Optional<List<GpuModel>> devices) {
    Fields root =
        Fields.of(
            YamlTree.parse(file, text),
            "name",
            "fleet",
            "gpus",
            "devices",
            "state",
            "windows",
            "reconfiguration",
            "planning",
            "whole-cores",
            "data",
            "gateway",
            "api",
            "worker",
            "probes",
            "seed",
            "tenants");
    List<UsableGpu> published = GpusReader.read(root);
    List<UsableGpu> gpus =
        devices.map(there -> LiveInstances.fitted(root, published, there)).orElse(published);
    Instances fleet = LiveInstances.read(root, gpus.size());
    OptionalInt count = windowCount(root);
    Windows windows = windows(root, count.orElse(1));
    Planning planning = planning(root, gpus.size(), windows);
    int gateway = port(root, "gateway", GATEWAY_PORT);
    return new LiveConfiguration(
        Named.in(root),
        loop(root, gpus, windows, planning),
        planning,
        count,
        folder,
        fleet,
        path(root, "data").orElseGet(() -> Path.of("migrator-data").toAbsolutePath()),
        gateway,
        otherPort(root, gateway),
        worker(root, fleet),
        probes(root),
        root.optional("seed", Value.SEED).orElse(DEFAULT_SEED),
        new LiveTenantReader(windows, LiveService.of(fleet, gpus, folder)).read(tenants(root)));
  }

  /**
   * Reads one more tenant for a system that runs.
   *
   * @param text the tenant as a map, in YAML or JSON
   */
  public static LiveTenantEntry tenant(LiveConfiguration system, String text) {
    Node node = YamlTree.parse("the tenant", text);
    return new LiveTenantReader(
            new Windows(
                1,
                system.loop().slotsPerWindow(),
                Math.toIntExact(system.loop().slot().toSeconds())),
            LiveService.of(system.fleet(), system.loop().gpus(), system.folder()))
        .read(List.of(node))
        .getFirst();
  }

  private static List<Node> tenants(Fields root) {
    Node node = root.required("tenants", "a list of tenants");
    if (!(node instanceof Node.Items list) || list.items().isEmpty()) {
      throw node.where().wrong(node.shown(), "a list of tenants, each beginning with `- name:`");
    }
    return list.items();
  }

  private static Fields windowFields(Fields root) {
    return Fields.of(root.required("windows", "a map with length"), "count", "length", "slot");
  }

  private static OptionalInt windowCount(Fields root) {
    return windowFields(root)
        .optional("count", Value.whole(1, MOST_WINDOWS))
        .map(count -> OptionalInt.of(count.intValue()))
        .orElse(OptionalInt.empty());
  }

  private static Windows windows(Fields root, int count) {
    return Windows.of(windowFields(root), count);
  }

  private static Planning planning(Fields root, int gpus, Windows windows) {
    Planning planning = ScenarioFile.planning(root, gpus, windows);
    if (!Forecasters.names().contains(planning.forecast())) {
      throw root.where("planning")
          .error(
              "asks for the forecast %s, which knows the future; expected one of %s."
                  .formatted(planning.forecast(), String.join(", ", Forecasters.names())),
              "Maybe leave it out?");
    }
    return planning;
  }

  private static LoopSettings loop(
      Fields root, List<UsableGpu> gpus, Windows windows, Planning planning) {
    Fields fields = root.inside("reconfiguration", "start", "pre-initialization");
    long ahead = Math.ceilDiv(planning.lookahead().toNanos(), windows.slot().toNanos());
    return new LoopSettings(
        gpus,
        windows.slot(),
        windows.slotsPerWindow(),
        fields.optional("start", Value.duration()).orElse(WORKER_START),
        fields.optional("pre-initialization", Value.FLAG).orElse(true),
        planning.setupPenalty(),
        planning.terminalWindows(),
        planning.retraining(),
        (int) Math.min(ahead, windows.slotsPerWindow()),
        planning.caution(),
        Handicaps.NONE);
  }

  static Optional<Path> path(Fields root, String key) {
    Optional<String> text = root.optional(key, Value.TEXT);
    try {
      return text.map(path -> Path.of(path).toAbsolutePath().normalize());
    } catch (InvalidPathException e) {
      throw root.where(key).wrong("'" + text.orElse("") + "'", "the path of a folder");
    }
  }

  /** Of the operator's interface; 0, any that is free, may be said twice. */
  private static int otherPort(Fields root, int gateway) {
    int api = port(root, "api", API_PORT);
    if (api == gateway && api != 0) {
      throw root.where(root.has("api") ? "api" : "gateway")
          .wrong(
              String.valueOf(api),
              "one port for callers (gateway) and another for the operator (api)");
    }
    return api;
  }

  private static int port(Fields root, String key, int otherwise) {
    return root.optional(key, Value.whole(0, LAST_PORT)).map(Long::intValue).orElse(otherwise);
  }

  private static Optional<ProbeSettings> probes(Fields root) {
    if (!root.has("probes")) {
      return Optional.empty();
    }
    Fields fields = root.inside("probes", "examples", "epochs", "limit");
    return Optional.of(
        new ProbeSettings(
            fields.optional("examples", Value.whole(64, MOST_SAMPLE)).orElse(128L).intValue(),
            fields.optional("epochs", Value.whole(2, MOST_PROBE_EPOCHS)).orElse(2L).intValue(),
            fields.optional("limit", Value.positiveDuration()).orElse(PROBE_LIMIT)));
  }

  private static List<String> worker(Fields root, Instances fleet) {
    Optional<Node> node = root.node("worker");
    if (fleet instanceof Real && node.isEmpty()) {
      throw root.where("worker")
          .wrong(
              "missing",
              "the command of a worker that computes on its instance of a GPU, as the one that"
                  + " comes with MIGRator computes on the CPU",
              "Maybe see docs/workers.md?");
    }
    return node.map(n -> Fields.elements(n, "a list of texts: a command", Value.TEXT::of))
        .orElse(List.of());
  }
}
