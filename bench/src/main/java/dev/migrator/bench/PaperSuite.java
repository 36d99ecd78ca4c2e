package dev.migrator.bench;

import dev.migrator.catalog.GpuModels;
import dev.migrator.catalog.ServiceCatalog;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Tenant;
import dev.migrator.simulator.trace.ArrivalGenerator;
import dev.migrator.simulator.trace.Diurnal;
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
 * Writes the scenarios of {@code examples/paper} and {@code examples/traces}: two of three
 * combinations of three patterns of arrivals, four numbers of tenants and three loads, each with
 * one of three series of drift; half of them for tuning, half for reporting. Either half has each
 * pattern with each number of tenants once, and each load and each series four times. What decides
 * is arithmetic on the positions of the values, not what any policy does there.
 *
 * <p>Those in {@code examples/traces} are the same with recorded arrivals, whose files are not part
 * of the project.
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

  /**
   * The peak over the mean of windows of 200 s of six parts of the Azure LLM inference trace 2023,
   * code, laid over each other (its first half fitted by {@code like-azure-code}).
   */
  private static final double BURSTY = 4.3;

  /**
   * Seconds of the Twitter trace at which a crowd comes: four times the rate around it, for about
   * eight minutes; 7,200 s apart or a multiple of that.
   */
  private static final List<Integer> CROWDS =
      List.of(
          12_720, 34_320, 41_520, 63_120, 70_320, 127_920, 135_120, 163_920, 199_920, 214_320,
          228_720, 243_120);

  /** Behind a crowd nothing happens before the next one. */
  private static final int CALM_AFTER_CROWD = 3_000;

  /** From a crowd's beginning to its middle. */
  private static final int HALF_A_CROWD = 250;

  /** The code trace lasts 1,423 s; six parts are that far apart. */
  private static final int PARTS_APART = 237;

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

  /** Where arrivals come from. */
  private enum Source {
    GENERATORS("paper"),
    TRACES("traces");

    private final String folder;

    Source(String folder) {
      this.folder = folder;
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
   * @param args the folder, {@code examples} if there is none
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args.length > 0 ? args[0] : "examples");
    for (Map.Entry<String, String> file : files().entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(Objects.requireNonNull(path.getParent()));
      Files.writeString(path, file.getValue());
    }
  }

  /** The files' texts by their names. */
  static Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    for (Source source : Source.values()) {
      for (Spec spec : specs()) {
        files.put(source.folder + "/" + spec.file(), text(spec, source));
      }
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

  private static String text(Spec spec, Source source) {
    StringBuilder text = new StringBuilder(header(spec, source));
    List<Drift> drifts =
        spec.series().cities.stream()
            .flatMap(c -> Drift.ALL.stream().filter(d -> d.city().equals(c)))
            .toList();
    for (int i = 0; i < spec.tenants(); i++) {
      Model model = MODELS.get((spec.seed() / 1_000 + i) % MODELS.size());
      text.append(tenant(spec, source, model, i));
      for (int w = 0; w < WINDOWS; w++) {
        text.append(drifts.get((2 * i + w) % drifts.size()).text());
      }
    }
    return text.toString();
  }

  private static String header(Spec spec, Source source) {
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
            saying(spec.pattern(), source),
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

  private static String saying(Pattern pattern, Source source) {
    return switch (source) {
      case GENERATORS -> sayingOfGenerators(pattern);
      case TRACES -> sayingOfTraces(pattern);
    };
  }

  private static String sayingOfGenerators(Pattern pattern) {
    return switch (pattern) {
      case SMOOTH -> "Arrivals rise and fall together, once in the run.";
      case BURSTY ->
          "Arrivals come in bursts, with peaks as high over the mean as those of six parts of the"
              + " Azure code trace.";
      case SHIFTING ->
          "Load moves from tenant to tenant: each has its peak when others have their trough.";
    };
  }

  private static String sayingOfTraces(Pattern pattern) {
    String twitter =
        "Arrivals: tweets per second, April 2018, not part of this project: name their folder with"
            + " --traces.";
    return switch (pattern) {
      case SMOOTH -> twitter + "\n# Each tenant has another calm stretch.";
      case BURSTY ->
          "Arrivals: Azure LLM inference trace 2023, code, first half (Azure/AzurePublicDataset,"
              + " CC-BY 4.0), not part\n"
              + "# of this project: name its folder with --traces. Six parts laid over each other,"
              + " each tenant's begin elsewhere.";
      case SHIFTING -> twitter + "\n# Each tenant has a crowd, one after the other.";
    };
  }

  private static String tenant(Spec spec, Source source, Model model, int number) {
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
        switch (source) {
          case GENERATORS -> arrivals(spec, Math.round(mean), number);
          case TRACES -> recorded(spec, number);
        });
  }

  private static String arrivals(Spec spec, double mean, int number) {
    return switch (spec.pattern()) {
      case SMOOTH -> diurnal(mean, RUN, 0);
      case BURSTY ->
          String.format(
              Locale.ROOT, "generate: bursty, mean: %.0f/s, peak-to-mean: %.2f", mean, BURSTY);
      case SHIFTING -> diurnal(mean, SHIFTING_PERIOD, number * SHIFTING_PERIOD / spec.tenants());
    };
  }

  private static String recorded(Spec spec, int number) {
    int crowd = CROWDS.get((spec.seed() / 1_000 + 5 * number) % CROWDS.size());
    return switch (spec.pattern()) {
      case SMOOTH -> tweets(spec, crowd + CALM_AFTER_CROWD);
      case BURSTY ->
          String.format(
              Locale.ROOT,
              "trace: azure_llm_2023_code_first_half.csv.gz, format: azure-llm, offset: %ds, load:"
                  + " %.2f, repeat: true, overlay: 6, apart: %ds",
              600 + PARTS_APART * number / spec.tenants(),
              spec.load().share,
              PARTS_APART);
      case SHIFTING ->
          tweets(spec, crowd + HALF_A_CROWD - (2 * number + 1) * RUN / (2 * spec.tenants()));
    };
  }

  private static String tweets(Spec spec, int offset) {
    return String.format(
        Locale.ROOT,
        "trace: twitter_2018_04_days_01_10_per_second.txt.gz, format: counts-per-second, offset:"
            + " %ds, load: %.2f",
        offset,
        spec.load().share);
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
