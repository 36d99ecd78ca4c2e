package dev.migrator.catalog;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Profile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * How fast one model trained on the profiles of a GPU model, in one unit.
 *
 * @param gpu the GPU model's name
 * @param name for instance {@code miger/resnet50}
 * @param unit whether more is faster
 * @param values what was measured, by profile key, in the order of the file
 */
record TrainingSeries(String gpu, String name, Unit unit, SequencedMap<String, Double> values) {

  /** What was measured. */
  enum Unit {
    /** Duration of one training. */
    SECONDS("seconds"),
    /** Throughput, at the largest batch that all measured profiles have in common. */
    SAMPLES_PER_SECOND("samples per second");

    private final String words;

    Unit(String words) {
      this.words = words;
    }

    static Unit of(String words) {
      for (Unit unit : values()) {
        if (unit.words.equals(words)) {
          return unit;
        }
      }
      throw new IllegalArgumentException("training series: unit " + words + " is not known.");
    }
  }

  private static final String FILE = "training-series.csv";
  private static final String HEADER = "gpu,series,profile,unit,value,batch,source";

  /** Every series of the catalog. */
  static List<TrainingSeries> all() {
    List<TrainingSeries> series = new ArrayList<>();
    for (List<String> row : Resources.rows(FILE, HEADER)) {
      TrainingSeries last = series.isEmpty() ? null : series.getLast();
      if (last == null || !last.gpu.equals(row.get(0)) || !last.name.equals(row.get(1))) {
        last =
            new TrainingSeries(row.get(0), row.get(1), Unit.of(row.get(3)), new LinkedHashMap<>());
        series.add(last);
      }
      last.values.put(row.get(2), Double.parseDouble(row.get(4)));
    }
    return List.copyOf(series);
  }

  /**
   * Training speed by profile, relative to the largest instance (7g of an A100), as measured: not
   * cut at 1. A profile without a measurement is absent.
   */
  SequencedMap<Profile, Double> speeds(GpuModel model) {
    SequencedMap<Profile, Double> speeds = new LinkedHashMap<>();
    double whole = speed(model.whole().key());
    values.keySet().stream()
        .map(model::profile)
        .sorted(Comparator.comparingInt(model.profiles()::indexOf))
        .forEach(profile -> speeds.put(profile, speed(profile.key()) / whole));
    return speeds;
  }

  private double speed(String key) {
    Double value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException("%s: %s has no %s.".formatted(FILE, name, key));
    }
    return switch (unit) {
      case SECONDS -> 1 / value;
      case SAMPLES_PER_SECOND -> value;
    };
  }
}
