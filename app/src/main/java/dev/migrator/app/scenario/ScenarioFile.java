package dev.migrator.app.scenario;

import dev.migrator.app.policy.Forecasts;
import dev.migrator.app.policy.Planning;
import dev.migrator.app.scenario.Scenario.Gpu;
import dev.migrator.app.scenario.Scenario.Reconfiguration;
import dev.migrator.app.usage.UsageException;
import dev.migrator.catalog.GpuModels;
import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Profile;
import dev.migrator.simulator.world.RetrainingError;
import dev.migrator.simulator.world.WorldSettings;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The scenario file: YAML, read strictly. Every error names file, line, key, value and what was
 * expected.
 */
public final class ScenarioFile {
  private static final long DEFAULT_SEED = 42;
  private static final int MOST_TENANTS = 1_000;
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
    Path folder = Optional.ofNullable(file.getParent()).orElse(Path.of(""));
    List<Path> folders = new ArrayList<>(List.of(folder));
    traces.ifPresent(folders::add);
    return parse(file.toString(), text(file), folders);
  }

  /**
   * Reads a scenario that is at hand as text.
   *
   * @param file a name for errors
   * @param folders where traces and service profiles are looked for, in this order
   * @throws UsageException if anything in it is wrong
   */
  public static Scenario parse(String file, String text, List<Path> folders) {
    Fields root =
        Fields.of(
            YamlTree.parse(file, text),
            "name",
            "gpus",
            "windows",
            "reconfiguration",
            "seed",
            "planning",
            "retraining-error",
            "tenants");
    String name = root.required("name", Value.TEXT);
    Gpu gpu = gpu(root);
    Windows windows = windows(root);
    long seed = root.optional("seed", Value.SEED).orElse(DEFAULT_SEED);
    Planning planning = planning(root);
    return new Scenario(
        file,
        name,
        gpu,
        windows,
        reconfiguration(root),
        seed,
        retrainingError(root),
        planning,
        tenants(root, gpu, windows, folders));
  }

  private static Gpu gpu(Fields root) {
    String keys = "a map with model and count";
    Fields gpus = Fields.of(root.required("gpus", keys), "model", "count", "profiles");
    String name = gpus.required("model", Value.TEXT);
    GpuModel model =
        find(name)
            .orElseThrow(() -> Fields.unknown(gpus.where("model"), name, "a GPU model", models()));
    long count = gpus.optional("count", Value.whole(1, Integer.MAX_VALUE)).orElse(1L);
    if (count != 1) {
      throw gpus.where("count").wrong(String.valueOf(count), "1: one GPU so far");
    }
    return new Gpu(model, gpus.node("profiles").map(n -> profiles(n, model)).orElse(base(model)));
  }

  private static Optional<GpuModel> find(String name) {
    try {
      return Optional.of(GpuModels.named(name));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static List<String> models() {
    return GpuModels.all().stream().map(GpuModel::name).toList();
  }

  private static List<Profile> base(GpuModel model) {
    return model.baseProfiles();
  }

  private static List<Profile> profiles(Node node, GpuModel model) {
    if (node instanceof Node.Scalar scalar) {
      return switch (scalar.text()) {
        case "base" -> base(model);
        case "all" -> model.profiles();
        default -> throw node.where().wrong(node.shown(), "base, all or a list such as [1g, 3g]");
      };
    }
    List<Profile> profiles =
        Fields.elements(node, "base, all or a list such as [1g, 3g]", n -> profile(n, model));
    if (profiles.isEmpty()) {
      throw node.where().wrong("an empty list", "at least one profile");
    }
    return model.profiles().stream().filter(profiles::contains).toList();
  }

  private static Profile profile(Node node, GpuModel model) {
    String name = Value.TEXT.of(node);
    return model.profiles().stream()
        .filter(profile -> profile.key().equals(name) || profile.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                Fields.unknown(
                    node.where(),
                    name,
                    "a profile of " + model,
                    model.profiles().stream().map(Profile::key).toList()));
  }

  private static Windows windows(Fields root) {
    return Windows.of(
        Fields.of(root.required("windows", "a map with count"), "count", "length", "slot"));
  }

  private static Reconfiguration reconfiguration(Fields root) {
    Fields fields = root.inside("reconfiguration", "start", "pre-initialization");
    return new Reconfiguration(
        fields.optional("start", Value.duration()).orElse(WorldSettings.DEFAULT_WORKER_START),
        fields.optional("pre-initialization", Value.FLAG).orElse(true));
  }

  private static RetrainingError retrainingError(Fields root) {
    Fields fields = root.inside("retraining-error", "duration", "gain");
    return new RetrainingError(
        fields.optional("duration", Value.number(0, MOST_ERROR)).orElse(0.0),
        fields.optional("gain", Value.number(0, MOST_ERROR)).orElse(0.0));
  }

  private static Planning planning(Fields root) {
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
            "ilp-time-limit",
            "uncertainty",
            "levels",
            "risk",
            "tail",
            "retraining-uncertainty");
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
        RetrainingKeys.of(fields),
        fields.optional("replan", Value.positiveDuration()).orElse(Planning.DEFAULT_REPLAN),
        fields
            .optional("ilp-time-limit", Value.positiveDuration())
            .orElse(Planning.DEFAULT_ILP_TIME_LIMIT),
        CautionReader.read(fields));
  }

  private static String forecast(Fields planning) {
    String name = planning.optional("forecast", Value.TEXT).orElse(Planning.DEFAULT_FORECAST);
    if (!Forecasts.isKnown(name)) {
      throw Fields.unknown(planning.where("forecast"), name, "a forecast", Forecasts.names());
    }
    return name;
  }

  private static List<ScenarioTenant> tenants(
      Fields root, Gpu gpu, Windows windows, List<Path> folders) {
    Node node = root.required("tenants", "a list of tenants");
    if (!(node instanceof Node.Items list)) {
      throw node.where().wrong(node.shown(), "a list of tenants, each beginning with `- name:`");
    }
    int count = list.items().size();
    if (count < 1 || count > MOST_TENANTS) {
      throw node.where()
          .wrong(
              count == 0 ? "an empty list" : count + " tenants",
              "1 to %d tenants".formatted(MOST_TENANTS));
    }
    return new TenantReader(gpu, windows, folders, count).read(list.items());
  }

  private static String text(Path file) {
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
