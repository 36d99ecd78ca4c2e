package dev.migrator.bench;

import dev.migrator.catalog.GpuModels;
import dev.migrator.catalog.ServiceCatalog;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Tenant;
import dev.migrator.simulator.trace.ArrivalGenerator;
import dev.migrator.simulator.trace.Diurnal;
import dev.migrator.simulator.trace.Steady;
import dev.migrator.simulator.trace.TraceStatistics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Writes the scenarios of {@code examples/paper}: two of three combinations of three patterns of
 * arrivals, four numbers of tenants and three loads, each with one of three series of drift; half
 * of them for tuning, half for reporting. Either half has each pattern with each number of tenants
 * once, and each load and each series four times. What decides is arithmetic on the positions of
 * the values, not what any policy does there.
 */
public final class PaperSuite {
  private static final GpuModel GPU = GpuModels.named("A100-80GB");
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int WINDOWS = 10;
  private static final int RUN = 2_000;

  /** A tenth of what is usual: for the bound and for those that plan, or a suite takes an hour. */
  private static final int EFFORT = 24_000_000;

  private static final int SHIFTING_PERIOD = 500;
  private static final int MEASURED_SECONDS = 40_000;
  private static final long MEASURED_SEED = 1;

  /** How much burstier than by chance. */
  private static final double BURSTY = 2.0;

  /** Just above what the curve and chance show. */
  private static final double CALM = 1.05;

  private static final List<Model> MODELS =
      List.of(
          new Model("bert", 200),
          new Model("resnet152", 150),
          new Model("vit", 200),
          new Model("densenet201", 150),
          new Model("inceptionv3", 150),
          new Model("vgg19", 150));

  private static final List<String> HALVES = List.of("tuning", "report");
  private static final List<Integer> TENANTS = List.of(2, 3, 4, 6);

  /**
   * A model of the catalog.
   *
   * @param sloMillis within which its requests are to be answered
   */
  private record Model(String name, int sloMillis) {

    /** Requests per second that the GPU serves in one piece. */
    double capacity() {
      Tenant tenant =
          new Tenant(name, ServiceCatalog.model(name, GPU), Duration.ofMillis(sloMillis), 1);
      return Objects.requireNonNull(tenant.capacity(GPU.profiles(), SECOND).get(GPU.whole()), name);
    }
  }

  /** How requests arrive. */
  private enum Pattern {
    SMOOTH,
    BURSTY,
    SHIFTING
  }

  /** How much arrives, relative to what the GPU serves in one piece. */
  private enum Load {
    LIGHT(0.5),
    NORMAL(0.75),
    HEAVY(0.95);

    private final double share;

    Load(double share) {
      this.share = share;
    }
  }

  /**
   * How models age. Cities of the table by what retraining gains there on average, a third each:
   * little, more, most.
   */
  private enum Series {
    GENTLE(List.of("bochum", "krefeld", "monchengladbach", "erfurt")),
    MEDIUM(List.of("aachen", "hanover", "bremen", "darmstadt")),
    STRONG(List.of("hamburg", "cologne", "strasbourg", "tubingen"));

    private final List<String> cities;

    Series(List<String> cities) {
      this.cities = cities;
    }
  }

  /** One scenario. */
  private record Spec(
      Pattern pattern, int tenants, Load load, Series series, String half, int seed) {
    String name() {
      return "%s-%d-%s-%s".formatted(word(pattern), tenants, word(load), word(series));
    }

    String file() {
      return "%s/%s.yaml".formatted(half.equals("tuning") ? "tune" : "report", name());
    }
  }

  private PaperSuite() {}

  /**
   * Writes the files.
   *
   * @param args the folder, {@code examples/paper} if there is none
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args.length > 0 ? args[0] : "examples/paper");
    for (Map.Entry<String, String> file : files().entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(Objects.requireNonNull(path.getParent()));
      Files.writeString(path, file.getValue());
    }
  }

  /** The files' texts by their names. */
  static Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    for (Spec spec : specs()) {
      files.put(spec.file(), text(spec));
    }
    return files;
  }

  /** Two of three combinations of pattern, tenants and load; halves as on a chess board. */
  private static List<Spec> specs() {
    List<Spec> specs = new ArrayList<>();
    for (Pattern pattern : Pattern.values()) {
      for (int t = 0; t < TENANTS.size(); t++) {
        for (Load load : Load.values()) {
          int sum = (pattern.ordinal() + t + load.ordinal()) % 3;
          if (sum != 2) {
            int half = (t + sum) % 2;
            specs.add(
                new Spec(
                    pattern,
                    TENANTS.get(t),
                    load,
                    Series.values()[(pattern.ordinal() + 2 * t + half) % 3],
                    HALVES.get(half),
                    1_000 * (specs.size() + 1)));
          }
        }
      }
    }
    return specs;
  }

  private static String text(Spec spec) {
    StringBuilder text = new StringBuilder(header(spec));
    List<Drift> drifts =
        spec.series().cities.stream()
            .flatMap(c -> Drift.ALL.stream().filter(d -> d.city().equals(c)))
            .toList();
    for (int i = 0; i < spec.tenants(); i++) {
      Model model = MODELS.get((spec.seed() / 1_000 + i) % MODELS.size());
      text.append(tenant(spec, model, i));
      for (int w = 0; w < WINDOWS; w++) {
        text.append(drifts.get((2 * i + w) % drifts.size()).text());
      }
    }
    return text.toString();
  }

  private static String header(Spec spec) {
    return """
    # One of the scenarios of the evaluation, written by dev.migrator.bench.PaperSuite: do not edit.
    #
    # %s
    # Mean rates are %s of what the GPU serves in one piece, shared out equally among the tenants.
    #
    # Accuracies and durations of the retrainings: Ekya's published retraining table for Cityscapes
    # (github.com/edge-video-services/ekya; ResNet18), a window of the table for each window here, its city named
    # beside it. `before` is the mean of the accuracies before, `after` and `seconds` those of 5 epochs:
    # last-layer = configuration 0; all-layers-10, -100 = configurations 3, 5, which take 10, 100 %% of
    # the data. That every tenant's model learns as ResNet18 did is our assumption.
    #
    name: %s
    labels: {half: %s, load: %s, pattern: %s, series: %s, tenants: %d}
    gpus: {model: A100-80GB, count: 1}
    windows: {count: %d, length: 200s, slot: 1s}
    planning: {effort: %d}
    seed: %d
    tenants:
    """
        .formatted(
            saying(spec.pattern()),
            String.format(Locale.ROOT, "%.2f", spec.load().share),
            spec.name(),
            spec.half(),
            word(spec.load()),
            word(spec.pattern()),
            word(spec.series()),
            spec.tenants(),
            WINDOWS,
            EFFORT,
            spec.seed());
  }

  private static String saying(Pattern pattern) {
    return switch (pattern) {
      case SMOOTH -> "Arrivals rise and fall together, once in the run.";
      case BURSTY ->
          "Arrivals come in bursts: peaks twice as high over the mean as by chance alone.";
      case SHIFTING ->
          "Load moves from tenant to tenant: each has its peak when others have their trough.";
    };
  }

  private static String tenant(Spec spec, Model model, int number) {
    double mean = spec.load().share / spec.tenants() * model.capacity();
    return String.format(
        Locale.ROOT,
        """
          - name: %s
            model: %s
            slo: %dms
            arrivals: {%s}
            retraining:
        """,
        model.name(),
        model.name(),
        model.sloMillis(),
        arrivals(spec, Math.round(mean), number));
  }

  private static String arrivals(Spec spec, double mean, int number) {
    return switch (spec.pattern()) {
      case SMOOTH -> diurnal(mean, RUN, 0);
      case BURSTY ->
          String.format(
              Locale.ROOT,
              "generate: bursty, mean: %.0f/s, peak-to-mean: %.2f",
              mean,
              BURSTY * peakToMean(new Steady(mean)));
      case SHIFTING -> diurnal(mean, SHIFTING_PERIOD, number * SHIFTING_PERIOD / spec.tenants());
    };
  }

  private static String diurnal(double mean, int period, int phase) {
    Diurnal calm = new Diurnal(mean, Diurnal.DEFAULT_SWING, period, phase, 0);
    return String.format(
        Locale.ROOT,
        "generate: diurnal, mean: %.0f/s, peak-to-mean: %.2f, period: %ds, phase: %ds",
        mean,
        CALM * peakToMean(calm),
        period,
        phase);
  }

  private static double peakToMean(ArrivalGenerator generator) {
    return TraceStatistics.of(generator.counts(MEASURED_SECONDS, MEASURED_SEED)).peakToMean();
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
