package dev.migrator.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.app.policy.Planning;
import dev.migrator.core.control.Caution;
import dev.migrator.core.control.ChoiceRule;
import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.control.RetrainingSettings;
import dev.migrator.core.model.CheckpointTimes;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingChoice;
import dev.migrator.core.plan.Reason;
import dev.migrator.simulator.run.Experiment;
import dev.migrator.simulator.world.RetrainingError;
import dev.migrator.simulator.world.WindowLearning;
import dev.migrator.simulator.world.WorldTenant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenarioFileTest {
  @TempDir Path folder;

  @Test
  void readsEverythingThatTheFormatHas() {
    Experiment experiment =
        load("""
        name: everything
        gpus: {model: a100-80gb, count: 1, profiles: [2g, 1g]}
        windows: {count: 2, length: 20s, slot: 2s}
        reconfiguration: {start: 4500ms, pre-initialization: false}
        seed: 9
        planning: {forecast: holt, terminal: 0.25, setup-penalty: 0.5, target-gap: 0.01, effort: 5000, lookahead: 7s, ilp-time-limit: 2min}
        retraining-error: {duration: 0.1, gain: 0.02}
        tenants:
          - name: vision
            model: resnet50
            slo: 100ms
            weight: 2.5
            floor: 0.95
            arrivals: {generate: steady, mean: 600/min, history: 30s}
            retraining:
              - before: 0.74
                choices:
                  - {name: last-layer, seconds: 12.7, after: 0.857}
                  - {name: all-layers, seconds: 52.0, after: 0.886}
              - before: 0.7
                choices: []
          - name: text
            model: bert
            slo: 0.2s
            arrivals: {generate: bursty, mean: 120/s, peak-to-mean: 2.0}
            accuracy: 0.91
            retraining: []
        """)
            .experiment();

    LoopSettings settings = experiment.settings();
    assertThat(experiment.name()).isEqualTo("everything");
    assertThat(settings.models()).extracting(GpuModel::name).containsExactly("A100-80GB");
    assertThat(settings.profiles()).extracting(Profile::key).containsExactly("1g", "2g");
    assertThat(settings.slot()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.slotsPerWindow()).isEqualTo(10);
    assertThat(settings.workerStart()).isEqualTo(Duration.ofMillis(4_500));
    assertThat(settings.preInitialization()).isFalse();
    assertThat(settings.setupPenalty()).isEqualTo(0.5);
    assertThat(settings.terminalWindows()).isEqualTo(0.25);
    assertThat(settings.lookahead()).as("7 s in slots of 2 s").isEqualTo(4);
    assertThat(experiment.windows()).isEqualTo(2);
    assertThat(experiment.seed()).isEqualTo(9);
    assertThat(experiment.retrainingError()).isEqualTo(new RetrainingError(0.1, 0.02));

    WorldTenant vision = experiment.tenants().getFirst();
    assertThat(vision.service().model()).isEqualTo("resnet50");
    assertThat(vision.slo()).isEqualTo(Duration.ofMillis(100));
    assertThat(vision.weight()).isEqualTo(2.5);
    assertThat(vision.floor()).isEqualTo(0.95);
    assertThat(experiment.loopTenants().getFirst().floor()).isEqualTo(0.95);
    assertThat(vision.learning())
        .containsExactly(
            new WindowLearning(
                0.74,
                List.of(
                    new RetrainingChoice("last-layer", Duration.ofMillis(12_700), 0.857),
                    new RetrainingChoice("all-layers", Duration.ofSeconds(52), 0.886))),
            new WindowLearning(0.7, List.of()));
    assertThat(vision.arrivals()).hasSize(20);
    assertThat(Arrays.stream(vision.arrivals()).average().orElse(0)).isBetween(15.0, 25.0);
    assertThat(experiment.histories().get("vision")).hasSize(15);

    WorldTenant text = experiment.tenants().getLast();
    assertThat(text.slo()).isEqualTo(Duration.ofMillis(200));
    assertThat(text.weight()).isEqualTo(1);
    assertThat(text.accuracy()).isEqualTo(0.91);
    assertThat(text.learning()).isEmpty();
    assertThat(experiment.histories().get("text")).as("10 minutes unless told").hasSize(300);
  }

  @Test
  void keepsHowToPlan() {
    Planning planning =
        parse(scenario("{generate: steady}", "planning: {forecast: holt, target-gap: 0.01}"))
            .planning();
    assertThat(planning.forecast()).isEqualTo("holt");
    assertThat(planning.targetGap()).hasValue(0.01);
    assertThat(planning.mostEffort()).isEmpty();
    assertThat(planning.replanOn()).containsExactlyInAnyOrder(Reason.values());
    assertThat(planning.ilpTimeLimit()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void readsWhatMayBeDoneAboutRetrainings() {
    assertThat(
            retraining("planning: {pausing: {save: 500ms}, retraining: {choice: most-accurate}}"))
        .isEqualTo(
            new RetrainingSettings(
                ChoiceRule.MOST_ACCURATE,
                Optional.of(new CheckpointTimes(Duration.ofMillis(500), Duration.ofSeconds(2)))));
    assertThat(retraining("planning: {pausing: off}")).isEqualTo(RetrainingSettings.USUAL);
    assertThat(retraining("planning: {pausing: on}").pausing())
        .contains(new CheckpointTimes(Duration.ofSeconds(1), Duration.ofSeconds(2)));
  }

  private RetrainingSettings retraining(String planning) {
    return parse(scenario("{generate: steady}", planning)).planning().retraining();
  }

  @Test
  void keepsWhatIsUncertain() {
    assertThat(caution("uncertainty: mean, risk: 0.2, tail: 0.3"))
        .isEqualTo(new Caution(1, 0.2, 0.3, 0, 0));
    assertThat(caution("uncertainty: quantiles, levels: 5"))
        .isEqualTo(new Caution(5, 0, 0.1, 0, 0));
    assertThat(caution("retraining-uncertainty: {duration: 0.2, gain: 0.1}"))
        .isEqualTo(new Caution(10, 0, 0.1, 0.2, 0.1));
  }

  private Caution caution(String keys) {
    return parse(scenario("{generate: steady}", "planning: {%s}".formatted(keys)))
        .load()
        .experiment()
        .settings()
        .caution();
  }

  @Test
  void takesTheUsualWhereNothingIsSaid() {
    LoadedScenario loaded = load("name: a\ngpus: {model: A100-80GB}\nwindows: {count: 1}\n" + ONE);
    LoopSettings settings = loaded.experiment().settings();

    assertThat(settings)
        .isEqualTo(
            LoopSettings.of(
                settings.models().getFirst(),
                Duration.ofSeconds(1),
                200,
                Duration.ofMillis(5_500)));
    assertThat(loaded.experiment().seed()).isEqualTo(42);
    assertThat(loaded.experiment().retrainingError()).isEqualTo(RetrainingError.NONE);
    assertThat(loaded.planning().forecast()).isEqualTo("automatic");
    assertThat(loaded.warnings()).isEmpty();
  }

  @Test
  void sumsSecondsIntoSlotsFromTheOffsetOnAndKeepsWhatLiesBefore() throws IOException {
    Files.writeString(folder.resolve("t.txt"), numbers(1, 60));
    Experiment experiment = traced("{trace: t.txt, format: counts-per-second, offset: 5s}");

    // Slots of 2 s; the run begins with second 5, which counts 6.
    assertThat(experiment.tenants().getFirst().arrivals()).hasSize(20).startsWith(13, 17, 21);
    assertThat(experiment.histories().get("t")).containsExactly(2 + 3, 4 + 5);
  }

  @Test
  void repeatsScalesAndFillsATrace() throws IOException {
    Files.writeString(folder.resolve("t.csv"), "second,count\n0,1\n1,2\n3,4\n");
    Experiment experiment =
        traced("{trace: t.csv, format: csv, gaps: zero, repeat: true, scale: 3.0}");

    assertThat(experiment.tenants().getFirst().arrivals())
        .isEqualTo(IntStream.range(0, 20).map(slot -> slot % 2 == 0 ? 9 : 12).toArray());
  }

  @Test
  void looksForATraceBesideTheScenarioFirstAndThenWhereTold() throws IOException {
    Path traces = Files.createDirectory(folder.resolve("traces"));
    Path scenario = folder.resolve("s.yaml");
    Files.writeString(scenario, scenario("{trace: t.txt, format: counts-per-second}", ""));

    assertThatThrownBy(() -> ScenarioFile.read(scenario, Optional.of(traces)))
        .hasMessageContaining("expected a file in %s or %s".formatted(folder, traces));
    Files.writeString(traces.resolve("t.txt"), "3\n".repeat(40));
    assertThat(firstSlot(scenario, traces)).isEqualTo(6);
    Files.writeString(folder.resolve("t.txt"), "5\n".repeat(40));
    assertThat(firstSlot(scenario, traces)).isEqualTo(10);
  }

  @Test
  void readsAServiceProfileBesideTheScenario() throws IOException {
    Files.writeString(
        folder.resolve("mine.json"),
        """
        {"model": "mine", "gpu": "A100-80GB",
         "points": [{"profile": "1g", "batch": 1, "latencyMs": 8.0}], "trainingSpeed": {}}
        """);
    String text = scenario("{generate: steady}", "").replace("resnet50", "mine.json");
    Experiment experiment = ScenarioFile.parse("s.yaml", text, List.of(folder)).load().experiment();
    assertThat(experiment.tenants().getFirst().service().model()).isEqualTo("mine");
  }

  @Test
  void refusesAServiceProfileOfAnotherGpu() throws IOException {
    Files.writeString(
        folder.resolve("mine.json"),
        """
        {"model": "mine", "gpu": "A30-24GB",
         "points": [{"profile": "1g", "batch": 1, "latencyMs": 8.0}], "trainingSpeed": {}}
        """);
    String text = scenario("{generate: steady}", "").replace("resnet50", "mine.json");
    assertThatThrownBy(() -> ScenarioFile.parse("s.yaml", text, List.of(folder)))
        .hasMessage(
            "s.yaml:6: tenants[0].model is 'mine.json', measured on A30-24GB; expected a service"
                + " profile for A100-80GB.");
  }

  @Test
  void takesTheLoadRelativeToAnEqualShareOfTheGpu() throws IOException {
    // Within 100 ms, resnet50 is served best by 2g + 2g + 3g: 789 + 789 + 1,329 a second. That is
    // the share of an only tenant.
    Files.writeString(folder.resolve("t.txt"), "10\n".repeat(40));
    Experiment experiment = traced("{trace: t.txt, format: counts-per-second, load: 0.5}");
    double perSecond =
        Arrays.stream(experiment.tenants().getFirst().arrivals()).average().orElse(0) / 2;

    assertThat(perSecond).isCloseTo(0.5 * 2_907, within(5.0));
  }

  @Test
  void warnsOfWhatIsLegalButHardlyMeant() throws IOException {
    Files.writeString(folder.resolve("t.txt"), "0\n".repeat(40));
    StringBuilder text =
        new StringBuilder(scenario("{trace: t.txt, format: counts-per-second}", ""))
            .append(tenant("slow", "bert", "1ms"));
    for (int i = 0; i < 38; i++) {
      text.append(tenant("t" + i, "resnet50", "100ms"));
    }
    LoadedScenario loaded = ScenarioFile.parse("s.yaml", text.toString(), List.of(folder)).load();

    assertThat(loaded.warnings())
        .containsExactly(
            "s.yaml: 40 tenants share one A100-80GB, which holds at most 7 instances: not all can"
                + " be served at once.",
            "s.yaml: slow: no profile of A100-80GB answers bert within 1 ms: its Goodput will be"
                + " 0.",
            "s.yaml: t: no requests arrive during the run.");
  }

  @Test
  void readsAFleetOfSeveralModels() {
    Experiment experiment =
        load("""
        name: fleet
        gpus: [{model: A100-80GB, count: 3}, {model: A100-40GB, profiles: [1g]}]
        windows: {count: 1, length: 20s}
        tenants:
          - {name: a, model: bert, slo: 200ms, arrivals: {generate: steady, load: 0.5}}
          - {name: b, model: bert-base-multilingual-cased, slo: 200ms, arrivals: {generate: steady, load: 0.5}}
        """)
            .experiment();

    LoopSettings settings = experiment.settings();
    assertThat(settings.models())
        .extracting(GpuModel::name)
        .containsExactly("A100-80GB", "A100-80GB", "A100-80GB", "A100-40GB");
    assertThat(settings.placements()).filteredOn(p -> p.gpu() == 3).hasSize(7);
    assertThat(experiment.loopTenants())
        .extracting(tenant -> tenant.capacity(settings.profiles(), settings.slot()).keySet())
        .allSatisfy(profiles -> assertThat(profiles).isNotEmpty());
    Profile small = settings.models().getLast().profile("1g");
    assertThat(experiment.tenants().getFirst().service().curve(small)).isEmpty();
    assertThat(experiment.tenants().getLast().service().curve(small)).isPresent();
  }

  @Test
  void joinsServiceProfilesOfSeveralGpuModels() throws IOException {
    for (String gpu : List.of("A100-80GB", "A30-24GB")) {
      Files.writeString(
          folder.resolve(gpu + ".json"),
          """
          {"model": "mine", "gpu": "%s",
           "points": [{"profile": "1g", "batch": 1, "latencyMs": 8.0}], "trainingSpeed": {"1g": 0.3}}
          """
              .formatted(gpu));
    }
    String text =
        """
        name: fleet
        gpus: [{model: A100-80GB}, {model: A30-24GB}]
        windows: {count: 1, length: 20s}
        tenants:
          - {name: a, model: [A100-80GB.json, A30-24GB.json], slo: 200ms, arrivals: {generate: steady}}
        """;
    Experiment experiment = ScenarioFile.parse("s.yaml", text, List.of(folder)).load().experiment();
    assertThat(experiment.tenants().getFirst().service().curves()).hasSize(2);
    assertThat(experiment.tenants().getFirst().service().trainingSpeed()).hasSize(2);
  }

  @Test
  void copiesHaveNamesAndRequestsOfTheirOwn() {
    String copies = tenant("u", "resnet50", "100ms").replace("name: u", "copies: 3, name: u");
    Experiment experiment =
        load(scenario("{generate: steady, mean: 100/s}", "") + copies).experiment();
    assertThat(experiment.tenants())
        .extracting(WorldTenant::name)
        .containsExactly("t", "u-1", "u-2", "u-3");
    assertThat(experiment.histories()).containsOnlyKeys("t", "u-1", "u-2", "u-3");
    assertThat(experiment.tenants().stream().map(t -> Arrays.toString(t.arrivals())))
        .doesNotHaveDuplicates();
  }

  @Test
  void copiesTakeATraceOneAfterTheOther() throws IOException {
    Files.writeString(folder.resolve("t.txt"), numbers(1, 60));
    String text =
        scenario("{trace: t.txt, format: counts-per-second, offset: 2s, stagger: 6s}", "")
            .replace("model: resnet50", "model: resnet50\n    copies: 3");
    Experiment experiment = ScenarioFile.parse("s", text, List.of(folder)).load().experiment();

    // Slots of 2 s; second 2 counts 3.
    assertThat(experiment.tenants())
        .extracting(tenant -> tenant.arrivals()[0])
        .containsExactly(3 + 4, 9 + 10, 15 + 16);
    assertThat(experiment.histories().get("t-2")).containsExactly(7 + 8);
  }

  @Test
  void partsOfATraceAreLaidOverEachOther() throws IOException {
    Files.writeString(folder.resolve("t.txt"), numbers(1, 60));
    String text =
        scenario(
            "{trace: t.txt, format: counts-per-second, offset: 2s, repeat: true, overlay: 3,"
                + " apart: 10s}",
            "");
    Experiment experiment = ScenarioFile.parse("s", text, List.of(folder)).load().experiment();

    // Slots of 2 s; second 2 counts 3, second 12 counts 13, second 22 counts 23.
    assertThat(experiment.tenants().getFirst().arrivals()[0]).isEqualTo(3 + 4 + 13 + 14 + 23 + 24);
  }

  @Test
  void givesTenantsWithTheSameGeneratorDifferentRequests() {
    Experiment experiment =
        load(scenario("{generate: steady, mean: 100/s}", "") + tenant("u", "resnet50", "100ms"))
            .experiment();
    assertThat(experiment.tenants().getFirst().arrivals())
        .isNotEqualTo(experiment.tenants().getLast().arrivals());
  }

  @Test
  void anotherSeedChangesAllRequestsButThoseWithASeedOfTheirOwn() {
    Scenario scenario =
        parse(
            scenario("{generate: steady, mean: 100/s}", "")
                + tenant("u", "resnet50", "100ms").replace("100/s", "100/s, seed: 3"));
    List<WorldTenant> one = scenario.load().experiment().tenants();
    List<WorldTenant> other = scenario.withSeed(5).load().experiment().tenants();
    List<WorldTenant> again = scenario.withSeed(42).load().experiment().tenants();

    assertThat(other.getFirst().arrivals()).isNotEqualTo(one.getFirst().arrivals());
    assertThat(other.getLast().arrivals()).isEqualTo(one.getLast().arrivals());
    assertThat(again.getFirst().arrivals()).isEqualTo(one.getFirst().arrivals());
  }

  private static final String ONE =
      """
      tenants:
        - {name: t, model: resnet50, slo: 100ms, arrivals: {generate: steady, mean: 5/s}}
      """;

  private static String scenario(String arrivals, String further) {
    return """
    name: small
    gpus: {model: A100-80GB}
    windows: {count: 2, length: 20s, slot: 2s}
    tenants:
      - name: t
        model: resnet50
        slo: 100ms
        arrivals: %s
    %s\
    """
        .formatted(arrivals, "")
        .replace("tenants:", further.isEmpty() ? "tenants:" : further + "\ntenants:");
  }

  private static String tenant(String name, String model, String slo) {
    return "  - {name: %s, model: %s, slo: %s, arrivals: {generate: steady, mean: 100/s}}\n"
        .formatted(name, model, slo);
  }

  private Experiment traced(String arrivals) {
    return ScenarioFile.parse("s.yaml", scenario(arrivals, ""), List.of(folder))
        .load()
        .experiment();
  }

  private static int firstSlot(Path scenario, Path traces) {
    return ScenarioFile.read(scenario, Optional.of(traces))
        .load()
        .experiment()
        .tenants()
        .getFirst()
        .arrivals()[0];
  }

  private static LoadedScenario load(String text) {
    return parse(text).load();
  }

  private static Scenario parse(String text) {
    return ScenarioFile.parse("s.yaml", text, List.of());
  }

  private static String numbers(int from, int to) {
    StringBuilder lines = new StringBuilder();
    IntStream.rangeClosed(from, to).forEach(i -> lines.append(i).append('\n'));
    return lines.toString();
  }
}
