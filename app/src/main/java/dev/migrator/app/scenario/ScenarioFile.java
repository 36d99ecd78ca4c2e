package dev.migrator.app.scenario;

import dev.migrator.app.policy.Forecasts;
import dev.migrator.app.policy.Planning;
import dev.migrator.app.scenario.Scenario.Reconfiguration;
import dev.migrator.app.usage.UsageException;
import dev.migrator.catalog.Calibration;
import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.model.UsableGpu;
import dev.migrator.core.plan.Reason;
import dev.migrator.simulator.world.RetrainingError;
import dev.migrator.simulator.world.WorldSettings;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The scenario file: YAML, read strictly. Every error names file, line, key, value and what was
 * expected.
 */
public final class ScenarioFile {
  private static final long DEFAULT_SEED = 42;
  private static final double MOST_ERROR = 3;
  private static final long MOST_EFFORT = 1_000_000_000_000L;
  private static final double MOST_TERMINAL_WINDOWS = 1_000;
  private static final double MOST_PENALTY = 1e6;

  private ScenarioFile() {}

  /**
   * Reads a scenario.
   *
   * @param traces a second folder in which traces are looked for, if any
   * @throws UsageException if it cannot be read or anything in it is wrong
   */
  public static Scenario read(Path file, Optional<Path> traces) {
    return read(file, traces, List.of());
  }

  /**
   * Reads a scenario and sets some of its keys.
   *
   * @param traces a second folder in which traces are looked for, if any
   * @param settings keys that have other values than in the file
   * @throws UsageException if it cannot be read or anything in it is wrong
   */
  public static Scenario read(Path file, Optional<Path> traces, List<Setting> settings) {
    Path folder = Optional.ofNullable(file.getParent()).orElse(Path.of(""));
    List<Path> folders = new ArrayList<>(List.of(folder));
    traces.ifPresent(folders::add);
    return parse(file.toString(), text(file), folders, settings);
  }

  /**
   * Reads a scenario that is at hand as text.
   *
   * @param file a name for errors
   * @param folders where traces and service profiles are looked for, in this order
   * @throws UsageException if anything in it is wrong
   */
  public static Scenario parse(String file, String text, List<Path> folders) {
    return parse(file, text, folders, List.of());
  }

  private static Scenario parse(
      String file, String text, List<Path> folders, List<Setting> settings) {
    Node document = YamlTree.parse(file, text);
    for (Setting setting : settings) {
      document = setting.in(document);
    }
    return scenario(file, document, folders);
  }

  private static Scenario scenario(String file, Node document, List<Path> folders) {
    refuseLiveSystem(document);
    Fields root =
        Fields.of(
            document,
            "name",
            "labels",
            "gpus",
            "windows",
            "reconfiguration",
            "seed",
            "planning",
            "sharing",
            "retraining-error",
            "tenants");
    Lookup files = new Lookup(folders);
    String name = Named.in(root);
    Optional<Calibration> calibration = CalibrationKey.read(root, files);
    List<UsableGpu> gpus = CalibrationKey.applied(root, calibration, GpusReader.read(root));
    Windows windows = windows(root);
    long seed = root.optional("seed", Value.SEED).orElse(DEFAULT_SEED);
    Planning planning = planning(root, gpus.size(), windows);
    List<ScenarioTenant> tenants = tenants(root, gpus, windows, files);
    return new Scenario(
        file,
        name,
        Labels.read(root),
        gpus,
        windows,
        reconfiguration(root, calibration),
        seed,
        retrainingError(root),
        planning,
        SharingReader.read(root),
        tenants,
        files.found());
  }

  private static void refuseLiveSystem(Node document) {
    if (document instanceof Node.Mapping mapping) {
      Node.Entry fleet = mapping.entries().get("fleet");
      if (fleet != null) {
        throw fleet
            .key()
            .error(
                "is of a live system; expected a scenario.",
                "Maybe `migrator serve`, or the recording that it writes?");
      }
    }
  }

  private static Windows windows(Fields root) {
    return Windows.of(
        Fields.of(root.required("windows", "a map with count"), "count", "length", "slot"));
  }

  private static Reconfiguration reconfiguration(Fields root, Optional<Calibration> calibration) {
    Fields fields = CalibrationKey.reconfiguration(root);
    return new Reconfiguration(
        fields
            .optional("start", Value.duration())
            .or(() -> calibration.flatMap(Calibration::start))
            .orElse(WorldSettings.DEFAULT_WORKER_START),
        fields.optional("pre-initialization", Value.FLAG).orElse(true),
        fields.optional("whole-gpu", Value.FLAG).orElse(false));
  }

  private static RetrainingError retrainingError(Fields root) {
    Fields fields = root.inside("retraining-error", "duration", "gain");
    return new RetrainingError(
        fields.optional("duration", Value.number(0, MOST_ERROR)).orElse(0.0),
        fields.optional("gain", Value.number(0, MOST_ERROR)).orElse(0.0));
  }

  static Planning planning(Fields root, int gpus, Windows windows) {
    Fields fields =
        root.inside(
            "planning",
            "forecast",
            "terminal",
            "setup-penalty",
            "target-gap",
            "effort",
            "retraining",
            "pausing",
            "replan",
            "replan-on",
            "lookahead",
            "ilp-time-limit",
            "uncertainty",
            "levels",
            "risk",
            "tail",
            "retraining-uncertainty",
            "ignore-slos");
    Optional<Double> gap = fields.optional("target-gap", Value.number(0, 1));
    Optional<Long> effort = fields.optional("effort", Value.whole(1, MOST_EFFORT));
    return new Planning(
        forecast(fields),
        fields
            .optional("terminal", Value.number(0, MOST_TERMINAL_WINDOWS))
            .orElse(LoopSettings.TERMINAL_WINDOWS),
        fields
            .optional("setup-penalty", Value.number(0, MOST_PENALTY))
            .orElse(LoopSettings.SETUP_PENALTY),
        gap.map(OptionalDouble::of).orElse(OptionalDouble.empty()),
        effort.map(OptionalLong::of).orElse(OptionalLong.empty()),
        RetrainingKeys.of(fields, gpus),
        fields.optional("replan", Value.positiveDuration()).orElse(Planning.DEFAULT_REPLAN),
        replanOn(fields),
        lookahead(fields, windows),
        fields
            .optional("ilp-time-limit", Value.positiveDuration())
            .orElse(Planning.DEFAULT_ILP_TIME_LIMIT),
        CautionReader.read(fields),
        fields.optional("ignore-slos", Value.FLAG).orElse(false));
  }

  private static Duration lookahead(Fields planning, Windows windows) {
    Duration window = windows.slot().multipliedBy(windows.slotsPerWindow());
    Duration lookahead =
        planning.optional("lookahead", Value.duration()).orElse(Planning.DEFAULT_LOOKAHEAD);
    if (planning.node("lookahead").isPresent() && lookahead.compareTo(window) > 0) {
      throw planning
          .where("lookahead")
          .wrong(
              lookahead.toSeconds() + "s",
              "at most a window, which is %ds".formatted(window.toSeconds()));
    }
    return lookahead;
  }

  private static Set<Reason> replanOn(Fields planning) {
    String name = planning.optional("replan-on", Value.TEXT).orElse("deviation");
    return switch (name) {
      case "deviation" -> EnumSet.allOf(Reason.class);
      case "none" -> Set.of();
      default -> throw planning.where("replan-on").wrong("'" + name + "'", "deviation or none");
    };
  }

  private static String forecast(Fields planning) {
    String name = planning.optional("forecast", Value.TEXT).orElse(Planning.DEFAULT_FORECAST);
    if (!Forecasts.isKnown(name)) {
      throw Fields.unknown(planning.where("forecast"), name, "a forecast", Forecasts.names());
    }
    return name;
  }

  private static List<ScenarioTenant> tenants(
      Fields root, List<UsableGpu> gpus, Windows windows, Lookup files) {
    Node node = root.required("tenants", "a list of tenants");
    if (!(node instanceof Node.Items list)) {
      throw node.where().wrong(node.shown(), "a list of tenants, each beginning with `- name:`");
    }
    return new TenantReader(gpus, windows, files).read(list);
  }

  static String text(Path file) {
    try {
      long size = Files.size(file);
      if (size > YamlTree.MOST_CHARACTERS) {
        throw new UsageException(
            "%s: has %d bytes; expected at most %d. Maybe this is not a scenario?"
                .formatted(file, size, YamlTree.MOST_CHARACTERS));
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new UsageException(
          "%s: there is no such file; expected a scenario.".formatted(file), e);
    } catch (CharacterCodingException e) {
      throw new UsageException("%s: is not UTF-8 text; expected a scenario.".formatted(file), e);
    } catch (IOException e) {
      throw new UsageException(
          "%s: cannot be read (%s); expected a scenario.".formatted(file, e.getMessage()), e);
    }
  }
}
