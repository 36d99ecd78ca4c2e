package dev.migrator.app.scenario;

import dev.migrator.app.policy.Planning;
import dev.migrator.app.scenario.LiveConfiguration.FleetKind;
import dev.migrator.app.usage.UsageException;
import dev.migrator.core.control.LoopSettings;
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
   * Reads one.
   *
   * @throws UsageException if it cannot be read or anything in it is wrong
   */
  public static LiveConfiguration read(Path file) {
    return parse(file.toString(), ScenarioFile.text(file));
  }

  /** Reads one that is at hand as text. */
  public static LiveConfiguration parse(String file, String text) {
    Fields root =
        Fields.of(
            YamlTree.parse(file, text),
            "name",
            "fleet",
            "gpus",
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
    List<UsableGpu> gpus = GpusReader.read(root);
    FleetKind fleet = fleet(root);
    OptionalInt count = windowCount(root);
    Windows windows = windows(root, count.orElse(1));
    Planning planning = planning(root, gpus.size(), windows);
    double wholeCores = root.optional("whole-cores", Value.number(1e-3, 1)).orElse(1.0);
    return new LiveConfiguration(
        root.required("name", Value.TEXT),
        loop(root, gpus, windows, planning),
        planning,
        count,
        fleet,
        data(root),
        port(root, "gateway", GATEWAY_PORT),
        port(root, "api", API_PORT),
        wholeCores,
        worker(root),
        probes(root),
        root.optional("seed", Value.SEED).orElse(DEFAULT_SEED),
        new LiveTenantReader(gpus, windows, wholeCores, folders(file)).read(tenants(root)));
  }

  /**
   * Reads one more tenant for a system that runs.
   *
   * @param text the tenant as a map, in YAML or JSON
   */
  public static LiveTenantEntry tenant(LiveConfiguration system, String text) {
    Node node = YamlTree.parse("the tenant", text);
    return new LiveTenantReader(
            system.loop().gpus(),
            new Windows(
                1,
                system.loop().slotsPerWindow(),
                Math.toIntExact(system.loop().slot().toSeconds())),
            system.wholeCores(),
            List.of(Path.of("")))
        .read(List.of(node))
        .getFirst();
  }

  /** Beside the file, else in the current folder, as `data` is. */
  private static List<Path> folders(String file) {
    return List.of(Path.of(file).toAbsolutePath().resolveSibling(""), Path.of(""));
  }

  private static List<Node> tenants(Fields root) {
    Node node = root.required("tenants", "a list of tenants");
    if (!(node instanceof Node.Items list) || list.items().isEmpty()) {
      throw node.where().wrong(node.shown(), "a list of tenants, each beginning with `- name:`");
    }
    return list.items();
  }

  private static FleetKind fleet(Fields root) {
    String name = root.optional("fleet", Value.TEXT).orElse("emulated");
    return switch (name) {
      case "emulated" -> FleetKind.EMULATED;
      case "nvml" ->
          throw root.where("fleet")
              .wrong("'nvml'", "emulated", "This build cannot drive a real GPU yet.");
      default ->
          throw Fields.unknown(root.where("fleet"), name, "a fleet", List.of("emulated", "nvml"));
    };
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
        planning.caution());
  }

  private static Path data(Fields root) {
    String text = root.optional("data", Value.TEXT).orElse("migrator-data");
    try {
      return Path.of(text).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw root.where("data").wrong("'" + text + "'", "the path of a folder");
    }
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

  private static List<String> worker(Fields root) {
    Optional<Node> node = root.node("worker");
    return node.map(n -> Fields.elements(n, "a list of texts: a command", Value.TEXT::of))
        .orElse(List.of());
  }
}
