package dev.migrator.app.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.app.scenario.LoadedScenario;
import dev.migrator.app.scenario.ScenarioFile;
import dev.migrator.app.usage.UsageException;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.MpsGpu;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.Sharing;
import dev.migrator.simulator.run.Experiment;
import dev.migrator.simulator.run.UpperBound;
import dev.migrator.simulator.world.WorldTenant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MpsFormTest {
  private static final String SCENARIO =
      """
      name: shared
      gpus: %s
      windows: {count: 2, length: 60s}
      tenants:
        - name: vision
          copies: 2
          model: %s
          slo: 100ms
          arrivals: {generate: bursty, mean: 200/s, history: 60s}
          retraining:
            - {before: 0.7, choices: [{name: full, seconds: 20, after: 0.9}]}
            - {before: 0.8}
      """;

  @TempDir Path folder;

  @Test
  void hasTheSameRequestsRetrainingsAndSeedOnTheSameGpus() {
    LoadedScenario loaded = load("{model: A100-80GB, count: 2, profiles: [1g]}", "resnet50");
    Experiment mig = loaded.experiment(Sharing.MIG);
    Experiment mps = loaded.experiment(Sharing.MPS);

    assertThat(mig).isSameAs(loaded.experiment());
    assertThat(mps.settings().models())
        .extracting(GpuModel::name)
        .hasSize(2)
        .containsOnly("A100-80GB-MPS");
    assertThat(mps.settings().profiles()).hasSize(20);
    assertThat(mps.settings().setupSlots(mps.settings().profiles().getFirst())).isEqualTo(6);
    assertThat(mps.settings().with(mig.settings().gpus())).isEqualTo(mig.settings());
    assertThat(mps.seed()).isEqualTo(mig.seed());
    for (int i = 0; i < mig.tenants().size(); i++) {
      WorldTenant one = mig.tenants().get(i);
      WorldTenant same = mps.tenants().get(i);
      assertThat(same.arrivals()).isSameAs(one.arrivals());
      assertThat(same.with(one.service())).isEqualTo(one);
    }
    assertThat(mps.tenants().get(0).service()).isSameAs(mps.tenants().get(1).service());
  }

  @Test
  void sharesOfSeveralGpuModelsAreEachDerivedFromItsOwn() {
    LoadedScenario loaded =
        load(
            "[{model: A100-80GB}, {model: A100-40GB}]", "[resnet50, bert-base-multilingual-cased]");
    Map<Profile, ?> curves = loaded.experiment(Sharing.MPS).tenants().getFirst().service().curves();

    assertThat(curves).hasSize(40);
    assertThat(curves.keySet()).extracting(Profile::gpu).contains("A100-80GB-MPS", "A100-40GB-MPS");
  }

  @Test
  void interferenceOfTheScenarioSlowsSharesDown() {
    String text = SCENARIO.formatted("{model: A100-80GB}", "resnet50");
    double usual = capacity(load(text));
    double more = capacity(load(text + "sharing: {interference: 0.5}\n"));

    // Batches that the SLO no longer allows give way to smaller ones, which are slower still.
    assertThat(more).isLessThanOrEqualTo(usual * 1.026 / 1.5 + 1e-6).isGreaterThan(usual / 2.5);
  }

  @Test
  void trainingsMayGoAsFastAsAloneWhereTheScenarioSaysSo() {
    String text = SCENARIO.formatted("{model: A100-80GB}", "resnet50");
    double bounded = trainingSpeed(load(text));
    double alone = trainingSpeed(load(text + "sharing: {training: alone}\n"));

    assertThat(bounded).isCloseTo(0.138 * 1.05 / 1.026, within(0.001));
    assertThat(alone).isCloseTo(0.3596 * 1.05 / 1.026, within(0.001));
  }

  @Test
  void saysWhichTenantCannotShareBecauseItsModelWasNotMeasuredOnTheWholeGpu() throws IOException {
    Files.writeString(
        folder.resolve("mine.json"),
        """
        {"model": "mine", "gpu": "A100-80GB",
         "points": [{"profile": "3g", "batch": 1, "latencyMs": 8.2}], "trainingSpeed": {}}
        """);
    LoadedScenario loaded = load("{model: A100-80GB}", "mine.json");

    assertThatThrownBy(() -> loaded.experiment(Sharing.MPS))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "tenant vision-1 cannot share a GPU by MPS: mine: not measured on 7g.80gb of"
                + " A100-80GB; expected it, for what it does on shares by MPS is derived from"
                + " that.");
  }

  @Test
  void boundOfTheMpsFormIsOneOfItsOwn() {
    LoadedScenario loaded = load("{model: A100-80GB}", "resnet50");
    double bound = UpperBound.of(loaded.experiment(Sharing.MPS));

    assertThat(bound).isPositive().isLessThanOrEqualTo(0.9 * loaded.experiment().requests());
  }

  private static double capacity(LoadedScenario loaded) {
    return loaded
        .experiment(Sharing.MPS)
        .loopTenants()
        .getFirst()
        .capacity(List.of(half()), Duration.ofSeconds(1))
        .getOrDefault(half(), 0.0);
  }

  private static double trainingSpeed(LoadedScenario loaded) {
    GpuModel gpu = loaded.experiment(Sharing.MPS).settings().models().getFirst();
    return loaded
        .experiment(Sharing.MPS)
        .tenants()
        .getFirst()
        .service()
        .trainingSpeedOn(MpsGpu.share(gpu, 2));
  }

  private static Profile half() {
    LoadedScenario any = load(SCENARIO.formatted("{model: A100-80GB}", "resnet50"), List.of());
    return MpsGpu.share(any.experiment(Sharing.MPS).settings().models().getFirst(), 10);
  }

  private LoadedScenario load(String gpus, String model) {
    return load(SCENARIO.formatted(gpus, model));
  }

  private LoadedScenario load(String text) {
    return load(text, List.of(folder));
  }

  private static LoadedScenario load(String text, List<Path> folders) {
    return ScenarioFile.parse("shared.yaml", text, folders).load();
  }
}
