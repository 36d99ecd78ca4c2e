package dev.migrator.catalog;

import static java.util.stream.Collectors.joining;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.ServiceProfile;
import java.util.List;

/**
 * The service profiles that come with the project: measurements that others published, as they
 * published them. Nothing is carried over from one GPU model to another, and a curve never mixes
 * sources.
 */
public final class ServiceCatalog {
  static final String OUT_OF_MEMORY = "out of memory";

  private static final String MODELS = "models.json";
  private static final String POINTS = "service-points.csv";
  private static final String POINTS_HEADER = "gpu,model,profile,batch,latencyMs,source";

  private ServiceCatalog() {}

  /** Every entry, in the order of the catalog. */
  public static List<CatalogModel> entries() {
    return Known.ENTRIES;
  }

  /** The names of the models that were measured on that GPU model; may be empty. */
  public static List<String> names(GpuModel gpu) {
    return entries().stream()
        .filter(entry -> entry.gpu().equals(gpu.name()))
        .map(CatalogModel::name)
        .toList();
  }

  /**
   * The service profile of a model on a GPU model.
   *
   * @throws IllegalArgumentException if the model is not known, naming those there are, or was not
   *     measured on that GPU model, naming those it was measured on
   */
  public static ServiceProfile model(String name, GpuModel gpu) {
    List<CatalogModel> named = entries().stream().filter(e -> e.name().equals(name)).toList();
    if (named.isEmpty()) {
      throw Nearest.unknown("model", name, allNames());
    }
    return named.stream()
        .filter(entry -> entry.gpu().equals(gpu.name()))
        .findFirst()
        .map(entry -> profile(entry, gpu))
        .orElseThrow(() -> notMeasured(name, gpu, named));
  }

  /** The source of that key, in words. */
  static String source(String key) {
    return Known.SOURCES.text(key);
  }

  private static ServiceProfile profile(CatalogModel entry, GpuModel gpu) {
    List<List<String>> rows =
        Known.ROWS.stream()
            .filter(row -> row.get(0).equals(entry.gpu()) && row.get(1).equals(entry.name()))
            .toList();
    return new ServiceProfile(
        entry.name(),
        entry.gpu(),
        table(entry.name(), gpu, rows).curves(gpu.profiles()),
        series(entry).speeds(gpu),
        source(entry, sourceOf(entry.name(), rows)));
  }

  private static LatencyTable table(String name, GpuModel gpu, List<List<String>> rows) {
    LatencyTable table = new LatencyTable(POINTS + ": " + name);
    for (List<String> row : rows) {
      if (!isOutOfMemory(row)) {
        table.add(profileOf(gpu, row), batchOf(row), Double.parseDouble(row.get(4)));
      }
    }
    rows.stream()
        .filter(ServiceCatalog::isOutOfMemory)
        .forEach(row -> table.refuseAtOrAbove(profileOf(gpu, row), batchOf(row)));
    return table;
  }

  private static boolean isOutOfMemory(List<String> row) {
    return row.get(4).equals(OUT_OF_MEMORY);
  }

  private static Profile profileOf(GpuModel gpu, List<String> row) {
    return gpu.profile(row.get(2));
  }

  private static int batchOf(List<String> row) {
    return Integer.parseInt(row.get(3));
  }

  private static String sourceOf(String name, List<List<String>> rows) {
    List<String> sources = rows.stream().map(List::getLast).distinct().toList();
    if (sources.size() != 1) {
      throw new IllegalArgumentException(
          "%s: sources of %s are %s; expected one.".formatted(POINTS, name, sources));
    }
    return sources.getFirst();
  }

  private static TrainingSeries series(CatalogModel entry) {
    return Known.SERIES.stream()
        .filter(s -> s.gpu().equals(entry.gpu()) && s.name().equals(entry.trainingSeries()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s: trainingSeries %s of %s is not known."
                        .formatted(MODELS, entry.trainingSeries(), entry.name())));
  }

  private static String source(CatalogModel entry, String sourceKey) {
    String latency = Known.SOURCES.text(sourceKey);
    String training = Known.SOURCES.text(entry.trainingSeries().split("/")[0]);
    return "latency: %s%s; training speed: %s%s"
        .formatted(
            latency,
            entry.note().map(note -> ", " + note).orElse(""),
            training,
            entry.assumedLike().map(like -> ", assumed like " + like).orElse(""));
  }

  private static List<String> allNames() {
    return entries().stream().map(CatalogModel::name).distinct().toList();
  }

  private static IllegalArgumentException notMeasured(
      String name, GpuModel gpu, List<CatalogModel> named) {
    String measured = named.stream().map(CatalogModel::gpu).collect(joining(", "));
    String others = String.join(", ", names(gpu));
    return new IllegalArgumentException(
        "%s: not measured on %s; expected one of %s. %s Maybe write a service profile file."
            .formatted(
                name,
                gpu,
                measured,
                others.isEmpty()
                    ? "No model of the catalog was measured on %s.".formatted(gpu)
                    : "Measured on %s: %s.".formatted(gpu, others)));
  }

  /** Reads the files on first use. */
  private static final class Known {
    static final Fields FILE =
        Fields.parse(MODELS, Resources.text(MODELS)).only("sources", "models");
    static final Fields SOURCES = FILE.object("sources");
    static final List<CatalogModel> ENTRIES =
        FILE.objects("models").stream().map(Known::entry).toList();
    static final List<List<String>> ROWS = Resources.rows(POINTS, POINTS_HEADER);
    static final List<TrainingSeries> SERIES = TrainingSeries.all();

    private static CatalogModel entry(Fields fields) {
      fields.only("name", "gpu", "trainingSeries", "assumedLike", "note");
      return new CatalogModel(
          fields.text("name"),
          fields.text("gpu"),
          fields.text("trainingSeries"),
          fields.textIfAny("assumedLike"),
          fields.textIfAny("note"));
    }
  }
}
