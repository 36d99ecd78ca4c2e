package dev.migrator.catalog;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.ServiceProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SequencedMap;

/**
 * A user's own service profile, as a JSON file:
 *
 * <pre>
 * {"model": "segmenter", "gpu": "A100-80GB", "source": "measured on our node",
 *  "points": [{"profile": "1g", "batch": 1, "latencyMs": 8.2}, …],
 *  "trainingSpeed": {"1g": 0.19, "7g": 1.0}}
 * </pre>
 *
 * <p>A profile is written by its name or its key. {@code trainingSpeed} is relative to the whole
 * GPU and may be empty; {@code source} may be left out, and so may {@code measured}, an object in
 * which {@code migrator profile} says all that it saw; of it only {@code wholeCores} is read. Other
 * keys are errors.
 */
public final class ServiceProfileFile {
  private ServiceProfileFile() {}

  /**
   * Reads and checks such a file.
   *
   * @throws IllegalArgumentException if it cannot be read or anything in it is wrong, naming file,
   *     key, value and what was expected
   */
  public static ServiceProfile read(Path file) {
    return read(file, List.of());
  }

  /**
   * The same for GPU models that differ from the catalog's in their times.
   *
   * @param models those in use; for others the catalog's are taken
   * @throws IllegalArgumentException as above
   */
  public static ServiceProfile read(Path file, Collection<GpuModel> models) {
    try {
      return parse(file.toString(), Files.readString(file), models);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * What the whole of the emulated GPU computed on which it was measured, in CPU cores; empty if
   * that is not said.
   *
   * @throws IllegalArgumentException as above
   */
  public static OptionalDouble wholeCores(Path file) {
    try {
      Fields all = Fields.parse(file.toString(), Files.readString(file));
      return all.has("measured") && all.object("measured").has("wholeCores")
          ? OptionalDouble.of(all.object("measured").positive("wholeCores"))
          : OptionalDouble.empty();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  static ServiceProfile parse(String where, String json) {
    return parse(where, json, List.of());
  }

  private static ServiceProfile parse(String where, String json, Collection<GpuModel> models) {
    Fields file =
        Fields.parse(where, json)
            .only("model", "gpu", "source", "points", "trainingSpeed", "measured");
    GpuModel gpu = gpu(file, models);
    LatencyTable table = new LatencyTable(where);
    List<Fields> points = file.objects("points");
    if (points.isEmpty()) {
      throw file.wrong("points", "[]", "at least one point");
    }
    points.forEach(point -> add(point, gpu, table));
    return new ServiceProfile(
        file.text("model"),
        gpu.name(),
        table.curves(gpu.profiles()),
        speeds(file.object("trainingSpeed"), gpu),
        file.textIfAny("source").orElse(where));
  }

  private static IllegalArgumentException unreadable(Path file, IOException e) {
    return new IllegalArgumentException(
        "%s: cannot be read; expected a service profile file in JSON.".formatted(file), e);
  }

  private static GpuModel gpu(Fields file, Collection<GpuModel> models) {
    try {
      GpuModel known = GpuModels.named(file.text("gpu"));
      return models.stream()
          .filter(model -> model.name().equals(known.name()))
          .findFirst()
          .orElse(known);
    } catch (IllegalArgumentException e) {
      throw file.wrong("gpu", file.text("gpu"), "a GPU model. " + e.getMessage());
    }
  }

  private static void add(Fields point, GpuModel gpu, LatencyTable table) {
    point.only("profile", "batch", "latencyMs");
    Profile profile = profile(point, "profile", point.text("profile"), gpu);
    table.add(profile, point.whole("batch", 1), point.positive("latencyMs"));
  }

  private static SequencedMap<Profile, Double> speeds(Fields ratios, GpuModel gpu) {
    Map<Profile, Double> speeds = new LinkedHashMap<>();
    ratios
        .positives()
        .forEach(
            (key, ratio) -> {
              if (speeds.put(profile(ratios, key, key, gpu), ratio) != null) {
                throw ratios.wrong(ratios.path(key), ratio, "each profile once");
              }
            });
    SequencedMap<Profile, Double> ordered = new LinkedHashMap<>();
    speeds.entrySet().stream()
        .sorted(Comparator.comparingInt(entry -> gpu.profiles().indexOf(entry.getKey())))
        .forEach(entry -> ordered.put(entry.getKey(), entry.getValue()));
    return ordered;
  }

  private static Profile profile(Fields fields, String key, String nameOrKey, GpuModel gpu) {
    try {
      return gpu.profile(nameOrKey);
    } catch (IllegalArgumentException e) {
      List<String> keys = gpu.profiles().stream().map(Profile::key).toList();
      throw fields.wrong(
          fields.path(key),
          nameOrKey,
          "a profile of %s: one of %s".formatted(gpu, String.join(", ", keys)));
    }
  }
}
