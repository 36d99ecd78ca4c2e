package dev.migrator.app.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.app.scenario.LoadedScenario;
import dev.migrator.app.scenario.ScenarioFile;
import dev.migrator.simulator.run.Experiment;
import dev.migrator.simulator.run.Run;
import dev.migrator.simulator.run.Simulation;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ekya in the simulated world, where retrainings do not end when they were expected to. */
class EkyaRunTest {
  private static final LoadedScenario SCENARIO =
      ScenarioFile.parse(
              "ekya.yaml",
              """
              name: ekya
              gpus: {model: A100-80GB}
              windows: {count: 3, length: 100s}
              retraining-error: {duration: 0.3, gain: 0.1}
              tenants:
                - name: vision
                  model: resnet50
                  slo: 100ms
                  arrivals: {generate: bursty, mean: 900/s, peak-to-mean: 1.5, history: 300s}
                  retraining:
                    - {before: 0.7, choices: [{name: a, seconds: 5, after: 0.75}, {name: b, seconds: 20, after: 0.9}]}
                    - {before: 0.6, choices: [{name: a, seconds: 5, after: 0.85}]}
                    - {before: 0.6, choices: [{name: a, seconds: 5, after: 0.85}]}
                - name: text
                  model: bert
                  slo: 200ms
                  arrivals: {generate: bursty, mean: 100/s, peak-to-mean: 2.0, history: 300s}
                  retraining:
                    - {before: 0.6, choices: [{name: a, seconds: 6, after: 0.8}]}
                    - {before: 0.7, choices: [{name: a, seconds: 6, after: 0.6}]}
                    - {before: 0.6, choices: [{name: a, seconds: 6, after: 0.8}]}
              """,
              List.of())
          .load();

  @ParameterizedTest
  @ValueSource(strings = {"ekya", "ekya-mig"})
  void retrainsWhereItGainsAndNoPlanIsRefused(String policy) {
    Run run = run(policy);
    assertThat(run.refused()).isEmpty();
    assertThat(run.scorecard().retrainings()).isBetween(4, 5);
    assertThat(run.plans()).as("a plan a window and one for each end").hasSizeGreaterThan(6);
    assertThat(run.scorecard().tenants())
        .allSatisfy(t -> assertThat(t.withinSlo()).isGreaterThan(t.requests() / 2));
    assertThat(run.scorecard().goodput())
        .isGreaterThan(1.1 * run("mps-equal").scorecard().goodput());
  }

  private static Run run(String policy) {
    Experiment experiment = SCENARIO.experiment(Policies.sharing(policy));
    return new Simulation(experiment, () -> 0)
        .run(
            Policies.planner(policy, SCENARIO.planning(), experiment),
            Forecasts.named("automatic", experiment),
            _ -> {});
  }
}
