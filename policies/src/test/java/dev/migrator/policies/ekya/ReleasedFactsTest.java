package dev.migrator.policies.ekya;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Held against all that is known of Ekya's released simulator: accuracies, retrainings, shares over
 * time. Needs the collected facts; skipped without them.
 */
final class ReleasedFactsTest {
  private static final Path FILE =
      Path.of(System.getProperty("migrator.shared", ""), "facts", "ekya_thief_golden.json");

  /** Windows in which two divisions are so nearly equal that rounding chooses between them. */
  private static final int NEAR_TIES = 2;

  private static final List<String> TENANTS = List.of("camA", "camB", "camC");
  private static final double[] GPUS = {1, 2};

  @BeforeEach
  void needsTheFacts() {
    assumeTrue(
        Files.isRegularFile(FILE),
        "the collected facts are not here: set the system property migrator.shared");
  }

  @Test
  void everyPolicyHasTheAccuracyOfTheReleasedSimulator() throws IOException {
    JsonNode facts = facts();
    for (double gpus : GPUS) {
      double[] sums = new double[4];
      for (int window = 1; window <= ReleasedFigures.WINDOWS; window++) {
        ReleasedEkya ekya = new ReleasedEkya(tenants(facts, window), gpus);
        sums[0] += near(facts, gpus, "thief", window, ekya.thief());
        sums[1] += near(facts, gpus, "inference_only", window, ekya.inferenceOnly());
        sums[2] += near(facts, gpus, "fair_naive", window, ekya.naive());
        sums[3] += near(facts, gpus, "fair_sco", window, ekya.bestAlone());
      }
      JsonNode means = facts.get("mean_accuracy_by_gpus").get(Double.toString(gpus));
      double[] expected =
          DoubleStream.of(
                  means.get("thief").doubleValue(),
                  means.get("inference_only").doubleValue(),
                  means.get("fair_naive").doubleValue(),
                  means.get("fair_sco").doubleValue())
              .map(mean -> mean * ReleasedFigures.WINDOWS)
              .toArray();
      assertThat(sums).containsExactly(expected, within(0.0002 * ReleasedFigures.WINDOWS));
    }
  }

  @Test
  void theThiefDividesAsTheReleasedOneDoes() throws IOException {
    JsonNode facts = facts();
    List<String> others = new ArrayList<>();
    for (double gpus : GPUS) {
      JsonNode windows = facts.get("thief_allocations").get("200_%s_thief_True".formatted(gpus));
      for (int window = 1; window <= ReleasedFigures.WINDOWS; window++) {
        ReleasedEkya.Outcome ours = new ReleasedEkya(tenants(facts, window), gpus).thief();
        if (!shown(ours).equals(shown(windows.get(Integer.toString(window))))) {
          others.add("window %d at %s GPUs: %s".formatted(window, gpus, shown(ours)));
        }
      }
    }
    assertThat(others).as("windows divided otherwise").hasSizeLessThanOrEqualTo(NEAR_TIES);
  }

  @Test
  void theFiguresOfThisProjectAreThose() throws IOException {
    JsonNode facts = facts();
    for (int window = 1; window <= ReleasedFigures.WINDOWS; window++) {
      List<ReleasedTenant> ours = ReleasedFigures.window(window);
      List<ReleasedTenant> theirs = tenants(facts, window);
      for (int i = 0; i < theirs.size(); i++) {
        assertThat(ours.get(i).before()).isCloseTo(theirs.get(i).before(), within(1e-6));
        assertThat(ours.get(i).candidates())
            .usingRecursiveComparison()
            .withComparatorForType((a, b) -> Math.abs(a - b) < 1e-6 ? 0 : 1, Double.class)
            .isEqualTo(theirs.get(i).candidates());
      }
    }
  }

  private static JsonNode facts() throws IOException {
    return JsonMapper.builder().build().readTree(FILE.toFile());
  }

  private static double near(
      JsonNode facts, double gpus, String policy, int window, ReleasedEkya.Outcome ours) {
    double expected =
        facts
            .get("window_accuracy_by_gpus")
            .get(Double.toString(gpus))
            .get(policy)
            .get(Integer.toString(window))
            .doubleValue();
    assertThat(ours.accuracy())
        .as("%s, window %d, %s GPUs", policy, window, gpus)
        .isCloseTo(expected, within(0.001));
    return ours.accuracy();
  }

  private static List<ReleasedTenant> tenants(JsonNode facts, int window) {
    return TENANTS.stream()
        .map(name -> tenant(facts.get("tenants").get(name).get("configs"), window))
        .toList();
  }

  private static ReleasedTenant tenant(JsonNode configurations, int window) {
    List<Double> befores = new ArrayList<>();
    List<ReleasedTenant.Choice> choices = new ArrayList<>();
    for (Map.Entry<String, JsonNode> configuration : configurations.properties()) {
      JsonNode now = configuration.getValue().get("windows").get(Integer.toString(window));
      double perEpoch = configuration.getValue().get("seconds_per_epoch_full_gpu").doubleValue();
      befores.add(now.get("accuracy_before").doubleValue());
      for (Map.Entry<String, JsonNode> after : now.get("accuracy_after_epoch").properties()) {
        int epochs = Integer.parseInt(after.getKey()) + 1;
        choices.add(
            ReleasedFigures.choice(
                configuration.getKey(), epochs, perEpoch, after.getValue().doubleValue()));
      }
    }
    return ReleasedTenant.of(befores.stream().mapToDouble(Double::doubleValue).toArray(), choices);
  }

  /** Shares by second, rounded, as {@code camA_0_8=0.167}; what has none is left out. */
  private static NavigableMap<Long, List<String>> shown(ReleasedEkya.Outcome outcome) {
    NavigableMap<Long, List<String>> shown = new TreeMap<>();
    outcome
        .shares()
        .forEach(
            (second, shares) -> {
              List<String> jobs = new ArrayList<>();
              for (int i = 0; i < TENANTS.size(); i++) {
                String choice = outcome.choices().get(i).orElseThrow().name();
                add(TENANTS.get(i) + "_" + choice, shares.training()[i], jobs);
                add(TENANTS.get(i), shares.inference()[i], jobs);
              }
              shown.put(Math.round(1000 * second), jobs.stream().sorted().toList());
            });
    return shown;
  }

  /**
   * Keys are {@code camA_0_train_0_8}, which has the tenant's number twice, and {@code
   * camA_0_inference}.
   */
  private static NavigableMap<Long, List<String>> shown(JsonNode allocations) {
    NavigableMap<Long, List<String>> shown = new TreeMap<>();
    for (Map.Entry<String, JsonNode> at : allocations.properties()) {
      List<String> jobs = new ArrayList<>();
      for (Map.Entry<String, JsonNode> job : at.getValue().properties()) {
        String name = job.getKey().replaceAll("_\\d+_(train_|inference)", "_").replaceAll("_$", "");
        add(name, job.getValue().doubleValue(), jobs);
      }
      shown.put(
          Math.round(1000 * Double.parseDouble(at.getKey())), jobs.stream().sorted().toList());
    }
    return shown;
  }

  private static void add(String job, double share, List<String> jobs) {
    if (share > 1e-9) {
      jobs.add("%s=%.3f".formatted(job, share));
    }
  }
}
