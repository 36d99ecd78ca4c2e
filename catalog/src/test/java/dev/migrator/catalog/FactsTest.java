package dev.migrator.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every figure of the catalog is the fact it comes from, and every fact that the rules admit is in
 * the catalog. Needs the collected facts; skipped without them.
 */
class FactsTest {
  /** MiB by GPU model and profile, of what was read through NVML and is not collected. */
  private static final Map<String, Integer> MEMORY_READ =
      Map.of("H200-141GB 1gd", 33_280, "H200-141GB 3g", 71_424, "H200-141GB 4g", 71_424);

  private static final Path FACTS = Path.of(System.getProperty("migrator.shared", ""), "facts");
  private static final Map<String, String> RENAMED = Map.of("vision_transformer", "vit");

  @BeforeEach
  void needsTheFacts() {
    assumeTrue(
        Files.isDirectory(FACTS),
        "the collected facts are not here: set the system property migrator.shared");
  }

  @Test
  void everyLatencyIsTheMeasuredOneAndNoneIsMissing() throws IOException {
    Map<String, Double> facts = new LinkedHashMap<>();
    for (Map<String, String> row : csv("model_profiles.csv")) {
      if (isCatalogued(row)) {
        assertThat(facts.put(key(row), latencyMillis(row))).as(key(row)).isNull();
      }
    }
    Map<String, Double> points = points();
    assertThat(points.keySet()).containsExactlyInAnyOrderElementsOf(facts.keySet()).hasSize(670);
    points.forEach(
        (key, latency) -> assertThat(latency).as(key).isEqualTo(facts.get(key), within(0.0005)));
  }

  @Test
  void everyRoundedLatencyAgreesWithItsThroughput() throws IOException {
    int rows = 0;
    for (Map<String, String> row : csv("model_profiles.csv")) {
      if (isPlainInference(row) && row.get("source").startsWith("ParvaGPU")) {
        double rounded = Double.parseDouble(row.get("latency_ms"));
        assertThat(batchOverThroughput(row)).as(key(row)).isEqualTo(rounded, within(0.5));
        rows++;
      }
    }
    assertThat(rows).isEqualTo(418);
  }

  @Test
  void everyBatchOutOfMemoryIsListed() throws IOException {
    Set<String> facts = new HashSet<>();
    for (Map<String, String> row : csv("model_out_of_memory.csv")) {
      if (row.get("task").equals("inference") && row.get("procs").equals("1")) {
        facts.add(key(row));
      }
    }
    Set<String> listed = new HashSet<>();
    for (List<String> row : pointRows()) {
      if (row.get(4).equals(ServiceCatalog.OUT_OF_MEMORY)) {
        listed.add(key(row));
      }
    }
    assertThat(listed).isEqualTo(facts).hasSize(75);
  }

  @Test
  void everyTrainingTimeOfMigerIsTheMeasuredOne() throws IOException {
    Map<String, Double> facts = new LinkedHashMap<>();
    for (Map<String, String> row : csv("training_speed.csv")) {
      if (row.get("compute_slices").length() == 1) {
        facts.put(
            "miger/%s %sg".formatted(row.get("model"), row.get("compute_slices")),
            Double.parseDouble(row.get("job_seconds")));
      }
    }
    Map<String, Double> ours = new LinkedHashMap<>();
    for (TrainingSeries series : TrainingSeries.all()) {
      if (series.name().startsWith("miger/")) {
        series.values().forEach((key, value) -> ours.put(series.name() + " " + key, value));
      }
    }
    assertThat(ours).containsExactlyInAnyOrderEntriesOf(facts).hasSize(49);
  }

  @Test
  void everyTrainingThroughputIsTheMeasuredOneAtTheLargestCommonBatch() throws IOException {
    Map<String, Map<String, Map<Integer, Double>>> facts = trainingThroughputs();
    List<TrainingSeries> ours =
        TrainingSeries.all().stream().filter(s -> !s.name().startsWith("miger/")).toList();
    assertThat(ours).hasSize(12).hasSameSizeAs(facts.keySet());
    for (TrainingSeries series : ours) {
      Map<String, Map<Integer, Double>> byProfile =
          facts.getOrDefault(series.gpu() + " " + series.name(), Map.of());
      assertThat(series.values()).containsExactlyInAnyOrderEntriesOf(atCommonBatch(byProfile));
    }
  }

  @Test
  void everyMeasurementOfMpsIsTheCollectedOne() throws IOException {
    List<String> facts = new ArrayList<>();
    for (Map<String, String> row : csv("model_profiles.csv")) {
      boolean isWhole = profileKey(row).equals("7g") && row.get("suspect").equals("0");
      if (isWhole && row.get("task").equals("inference") && !row.get("processes").equals("1")) {
        facts.add(key(row) + " " + row.get("processes") + " " + row.get("throughput_per_s"));
      }
    }
    List<String> ours = new ArrayList<>();
    String header = "gpu,model,batch,processes,throughputPerSecond,source";
    for (List<String> row : Resources.rows("mps-inference.csv", header)) {
      ours.add(
          "%s %s 7g %s %s %s"
              .formatted(row.get(0), row.get(1), row.get(2), row.get(3), row.get(4)));
    }
    assertThat(ours).containsExactlyInAnyOrderElementsOf(facts).hasSize(325);
  }

  @Test
  void everyTrainingAtAShareIsTheCollectedOne() throws IOException {
    List<String> facts = new ArrayList<>();
    for (Map<String, String> row : csv("mps_share_training.csv")) {
      facts.add(row.get("gpu_alloc_percent") + " " + row.get("train_time_s"));
    }
    List<String> ours = new ArrayList<>();
    for (List<String> row : Resources.rows("mps-training.csv", "percent,seconds,source")) {
      ours.add(row.get(0) + " " + row.get(1));
    }
    assertThat(ours).isEqualTo(facts).hasSize(10);
  }

  @Test
  void everyTrainingWithoutMigIsTheCollectedOne() throws IOException {
    List<String> facts = new ArrayList<>();
    for (Map<String, String> row : csv("training_speed.csv")) {
      if (row.get("compute_slices").startsWith("whole")) {
        facts.add("miger/" + row.get("model") + " " + row.get("job_seconds"));
      }
    }
    List<String> ours = new ArrayList<>();
    for (List<String> row : Resources.rows("whole-gpu-training.csv", "gpu,series,seconds,source")) {
      ours.add(row.get(1) + " " + row.get(2));
    }
    assertThat(ours).isEqualTo(facts).hasSize(10);
  }

  @Test
  void everyGeometryIsTheCollectedOne() throws IOException {
    JsonNode root =
        JsonMapper.builder().build().readTree(FACTS.resolve("mig_geometry.json").toFile());
    JsonNode gpus = root.get("gpus");
    assertThat(GpuModels.all()).hasSize(gpus.size());
    for (GpuModel gpu : GpuModels.all()) {
      JsonNode fact = gpus.get(gpu.name());
      assertThat(gpu.memorySlices()).isEqualTo(fact.get("memory_slices").intValue());
      assertThat(gpu.computeSlices()).isEqualTo(fact.get("compute_slices").intValue());
      assertThat(gpu.profiles()).hasSize(fact.get("profiles").size());
      fact.get("profiles").forEach(profile -> checkProfile(gpu, profile));
      gpu.profiles().forEach(profile -> checkTimes(gpu, profile, root));
    }
  }

  private static void checkProfile(GpuModel gpu, JsonNode fact) {
    Profile profile = gpu.profile(fact.get("key").textValue());
    assertThat(profile.name()).isEqualTo(fact.get("name").textValue());
    assertThat(profile.computeSlices()).isEqualTo(fact.get("compute_slices").intValue());
    assertThat(profile.memorySlices()).isEqualTo(fact.get("memory_slices").intValue());
    assertThat(profile.maxInstances()).isEqualTo(fact.get("max_instances").intValue());
    assertThat(profile.memoryMib()).isEqualTo(memory(gpu, fact));
    assertThat(profile.multiprocessors()).isEqualTo(whole(fact.get("sm")));
    List<Integer> starts = new ArrayList<>();
    fact.get("placements").forEach(placement -> starts.add(placement.get(0).intValue()));
    assertThat(profile.starts()).isEqualTo(starts);
    ProfileFacts facts = GpuModels.facts(gpu.name()).of(profile);
    assertThat(facts.id()).isEqualTo(whole(fact.get("profile_id")));
    assertThat(facts.copyEngines()).isEqualTo(whole(fact.get("copy_engines")));
    assertThat(facts.decoders()).isEqualTo(whole(fact.get("nvdec")));
    assertThat(facts.jpeg()).isEqualTo(whole(fact.get("jpeg")));
    assertThat(facts.opticalFlow()).isEqualTo(whole(fact.get("ofa")));
  }

  /** Where the collection does not tell it, as it was read from a GPU. */
  private static OptionalInt memory(GpuModel gpu, JsonNode fact) {
    OptionalInt collected = whole(fact.get("memory_mib"));
    Integer read = MEMORY_READ.get(gpu.name() + " " + fact.get("key").textValue());
    assertThat(collected.isPresent() && read != null).isFalse();
    return read == null ? collected : OptionalInt.of(read);
  }

  private static void checkTimes(GpuModel gpu, Profile profile, JsonNode root) {
    JsonNode seconds = root.get("latency_seconds_gi_plus_ci");
    String family = GpuModels.facts(gpu.name()).driverTimesOf();
    String slices = Integer.toString(profile.computeSlices());
    assertThat(profile.create().toMillis() / 1e3)
        .isEqualTo(seconds.get("create").get(family).get(slices).doubleValue());
    assertThat(profile.destroy().toMillis() / 1e3)
        .isEqualTo(seconds.get("destroy").get(family).get(slices).doubleValue());
  }

  private static OptionalInt whole(JsonNode node) {
    return node.isNull() ? OptionalInt.empty() : OptionalInt.of(node.intValue());
  }

  private static boolean isCatalogued(Map<String, String> row) {
    String source = row.get("source");
    // The *_seq files repeat batch 32 at other sequence lengths: another curve, not this one.
    boolean admitted =
        source.startsWith("ParvaGPU")
            || row.get("model").equals("vision_transformer")
            || (source.startsWith("MIGProfiler")
                && !source.contains("_seq.csv")
                && !source.contains("/cv/"));
    return isPlainInference(row) && admitted;
  }

  private static boolean isPlainInference(Map<String, String> row) {
    return row.get("task").equals("inference")
        && row.get("processes").equals("1")
        && row.get("suspect").equals("0");
  }

  private static double latencyMillis(Map<String, String> row) {
    return row.get("source").startsWith("ParvaGPU")
        ? batchOverThroughput(row)
        : Double.parseDouble(row.get("latency_ms"));
  }

  private static double batchOverThroughput(Map<String, String> row) {
    return Integer.parseInt(row.get("batch"))
        / Double.parseDouble(row.get("throughput_per_s"))
        * 1e3;
  }

  private static Map<String, Double> points() {
    Map<String, Double> points = new LinkedHashMap<>();
    for (List<String> row : pointRows()) {
      if (!row.get(4).equals(ServiceCatalog.OUT_OF_MEMORY)) {
        points.put(key(row), Double.parseDouble(row.get(4)));
      }
    }
    return points;
  }

  private static List<List<String>> pointRows() {
    return Resources.rows("service-points.csv", "gpu,model,profile,batch,latencyMs,source");
  }

  private static String key(List<String> row) {
    return "%s %s %s %s".formatted(row.get(0), row.get(1), row.get(2), row.get(3));
  }

  private static String key(Map<String, String> row) {
    String model = RENAMED.getOrDefault(row.get("model"), row.get("model"));
    return "%s %s %s %s".formatted(row.get("gpu"), model, profileKey(row), row.get("batch"));
  }

  private static String profileKey(Map<String, String> row) {
    return row.get("profile").split("\\.")[0];
  }

  private static Map<String, Map<String, Map<Integer, Double>>> trainingThroughputs()
      throws IOException {
    Map<String, Map<String, Map<Integer, Double>>> facts = new LinkedHashMap<>();
    for (Map<String, String> row : csv("model_profiles.csv")) {
      if (row.get("task").equals("training") && !row.get("source").contains("_seq.csv")) {
        String prefix = row.get("source").startsWith("MIGProfiler") ? "migprofiler/" : "miso/";
        facts
            .computeIfAbsent(
                row.get("gpu") + " " + prefix + row.get("model"), k -> new LinkedHashMap<>())
            .computeIfAbsent(profileKey(row), k -> new LinkedHashMap<>())
            .put(
                Integer.parseInt(row.get("batch")),
                Double.parseDouble(row.get("throughput_per_s")));
      }
    }
    return facts;
  }

  private static Map<String, Double> atCommonBatch(
      Map<String, Map<Integer, Double>> throughputByProfileAndBatch) {
    Set<Integer> common = new HashSet<>();
    throughputByProfileAndBatch.values().forEach(byBatch -> common.addAll(byBatch.keySet()));
    throughputByProfileAndBatch.values().forEach(byBatch -> common.retainAll(byBatch.keySet()));
    int largest = common.stream().mapToInt(Integer::intValue).max().orElseThrow();
    Map<String, Double> values = new LinkedHashMap<>();
    throughputByProfileAndBatch.forEach(
        (profile, byBatch) -> values.put(profile, byBatch.getOrDefault(largest, Double.NaN)));
    return values;
  }

  /** Rows by column name; cells may be quoted. */
  private static List<Map<String, String>> csv(String file) throws IOException {
    List<String> lines = Files.readAllLines(FACTS.resolve(file));
    List<String> header = cells(lines.getFirst());
    List<Map<String, String>> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      List<String> cells = cells(line);
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 0; i < header.size(); i++) {
        row.put(header.get(i), cells.get(i));
      }
      rows.add(row);
    }
    return rows;
  }

  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    for (String cell : line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1)) {
      cells.add(cell.replace("\"", ""));
    }
    return cells;
  }
}
