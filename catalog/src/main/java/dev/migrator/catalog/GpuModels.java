package dev.migrator.catalog;

import dev.migrator.core.model.GpuModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The GPU models that are known: their geometry as published, for planning and simulation. Where a
 * device is present, its driver tells the truth.
 */
public final class GpuModels {
  private static final String FILE = "gpu-models.json";
  private static final String VENDOR = "nvidia ";

  private GpuModels() {}

  /** Every known model, in the order of the catalog. */
  public static List<GpuModel> all() {
    return Known.FACTS.stream().map(GpuFacts::model).toList();
  }

  /**
   * The model of that name or alias, in any case.
   *
   * @throws IllegalArgumentException if there is none, naming those there are
   */
  public static GpuModel named(String name) {
    return facts(name).model();
  }

  /**
   * The model of that name or alias with all that is known of it.
   *
   * @throws IllegalArgumentException if there is none, naming those there are
   */
  public static GpuFacts facts(String name) {
    return Known.FACTS.stream()
        .filter(facts -> isNamed(facts.model(), name))
        .findFirst()
        .orElseThrow(() -> Nearest.unknown("GPU model", name, names()));
  }

  static List<String> namesOf(GpuModel model) {
    List<String> names = new ArrayList<>(List.of(model.name()));
    names.addAll(model.aliases());
    return names;
  }

  /** The form in which names are compared: NVML writes the vendor in front of some. */
  static String normal(String name) {
    String lower = name.strip().toLowerCase(Locale.ROOT);
    return lower.startsWith(VENDOR) ? lower.substring(VENDOR.length()) : lower;
  }

  private static boolean isNamed(GpuModel model, String name) {
    return namesOf(model).stream().anyMatch(known -> normal(known).equals(normal(name)));
  }

  private static List<String> names() {
    return all().stream().map(GpuModel::name).toList();
  }

  /** Reads the file on first use. */
  private static final class Known {
    static final List<GpuFacts> FACTS = GpuModelsFile.parse(FILE, Resources.text(FILE));
  }
}
