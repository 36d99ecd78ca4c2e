package dev.migrator.catalog;

import dev.migrator.core.model.GpuModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code gpu calibrate} measured, as a JSON file:
 *
 * <pre>
 * {"gpu": "A100-80GB", "source": "measured on 2026-11-25, driver 580.65, 3 rounds, medians",
 *  "profiles": [{"profile": "1g", "createSeconds": 0.17, "destroySeconds": 0.24, "startSeconds": 5.1}, …]}
 * </pre>
 *
 * <p>A profile is written by its name or its key; {@code startSeconds} may be left out. Other keys
 * are errors.
 */
public final class CalibrationFile {
  private CalibrationFile() {}

  /**
   * Reads and checks such a file.
   *
   * @throws IllegalArgumentException if it cannot be read or anything in it is wrong, naming file,
   *     key, value and what was expected
   */
  public static Calibration read(Path file) {
    try {
      return parse(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s: cannot be read; expected a calibration file in JSON.".formatted(file), e);
    }
  }

  static Calibration parse(String where, String json) {
    Fields file = Fields.parse(where, json).only("gpu", "source", "profiles");
    GpuModel gpu = gpu(file);
    Map<String, Calibration.Times> times = new LinkedHashMap<>();
    List<Fields> profiles = file.objects("profiles");
    if (profiles.isEmpty()) {
      throw file.wrong("profiles", "[]", "at least one profile");
    }
    for (Fields profile : profiles) {
      profile.only("profile", "createSeconds", "destroySeconds", "startSeconds");
      String name = profile.text("profile");
      boolean isKnown =
          gpu.profiles().stream().anyMatch(p -> p.name().equals(name) || p.key().equals(name));
      if (!isKnown) {
        throw profile.wrong(
            profile.path("profile"),
            name,
            "a profile of %s: one of %s".formatted(gpu, gpu.profiles()));
      }
      Calibration.Times measured =
          new Calibration.Times(
              seconds(profile, "createSeconds"),
              seconds(profile, "destroySeconds"),
              profile.has("startSeconds")
                  ? Optional.of(seconds(profile, "startSeconds"))
                  : Optional.empty());
      if (times.put(name, measured) != null) {
        throw profile.wrong(profile.path("profile"), name, "each profile once");
      }
    }
    return new Calibration(gpu.name(), file.textIfAny("source").orElse(where), times);
  }

  private static GpuModel gpu(Fields file) {
    try {
      return GpuModels.named(file.text("gpu"));
    } catch (IllegalArgumentException e) {
      throw file.wrong("gpu", file.text("gpu"), "a GPU model. " + e.getMessage());
    }
  }

  private static Duration seconds(Fields profile, String key) {
    return Duration.ofNanos(Math.round(profile.positive(key) * 1e9));
  }
}
