package dev.migrator.app.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.migrator.app.scenario.LoadedScenario;
import dev.migrator.app.scenario.ScenarioFile;
import dev.migrator.app.usage.UsageException;
import dev.migrator.core.plan.Planner;
import dev.migrator.simulator.run.Experiment;
import dev.migrator.simulator.run.Run;
import dev.migrator.simulator.run.Simulation;
import dev.migrator.simulator.run.UpperBound;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PoliciesTest {
  private static final LoadedScenario SMALL =
      ScenarioFile.parse(
              "small.yaml",
              """
              name: small
              gpus: {model: A100-80GB, profiles: [3g]}
              windows: {count: 2, length: 20s}
              planning: {ilp-time-limit: 10s}
              tenants:
                - name: vision
                  model: resnet50
                  slo: 100ms
                  arrivals: {generate: steady, mean: 300/s, history: 60s}
              """,
              List.of())
          .load();

  static List<String> names() {
    return Policies.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyPolicyServesAnEasyTenantUnderItsOwnName(String name) {
    Experiment experiment = SMALL.experiment(Policies.sharing(name));
    Planner planner = Policies.planner(name, SMALL.planning(), experiment);
    Run run =
        new Simulation(experiment, () -> 0, Policies.routing(name))
            .run(planner, Forecasts.named("last-value", experiment), _ -> {});

    assertThat(run.scorecard().policy()).isEqualTo(name);
    assertThat(run.refused()).isEmpty();
    assertThat(run.plans()).isNotEmpty();
    assertThat(run.scorecard().sloAttainment()).isGreaterThan(0.6);
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyPolicyRunsAFleet(String name) {
    LoadedScenario fleet =
        ScenarioFile.parse(
                "fleet.yaml",
                """
                name: fleet
                gpus: {model: A100-80GB, count: 3, profiles: [3g]}
                windows: {count: 2, length: 20s}
                planning: {ilp-time-limit: 10s}
                tenants:
                  - name: vision
                    copies: 5
                    model: resnet50
                    slo: 100ms
                    arrivals: {generate: steady, mean: 300/s, history: 60s}
                """,
                List.of())
            .load();
    Experiment experiment = fleet.experiment(Policies.sharing(name));
    Planner planner = Policies.planner(name, fleet.planning(), experiment);
    Run run =
        new Simulation(experiment, () -> 0, Policies.routing(name))
            .run(planner, Forecasts.named("last-value", experiment), _ -> {});

    assertThat(run.scorecard().policy()).isEqualTo(name);
    assertThat(run.refused()).isEmpty();
    assertThat(run.scorecard().sloAttainment()).isGreaterThan(0.6);
    assertThat(run.scorecard().goodput()).isLessThanOrEqualTo(UpperBound.of(experiment));
  }

  @Test
  void comparesOnlyPoliciesThatThereAre() {
    assertThat(Policies.names()).containsAll(Policies.sideBySide());
  }

  @Test
  void knowsEveryForecastThatItNames() {
    for (String name : Forecasts.names()) {
      assertThat(Forecasts.isKnown(name)).isTrue();
      assertThat(Forecasts.named(name, SMALL.experiment())).containsOnlyKeys("vision");
    }
    assertThat(List.of("noisy", "noisy:", "noisy:-1", "noisy:1.6", "noisy:1e-1", ""))
        .noneMatch(Forecasts::isKnown);
  }

  @Test
  void givesTheClairvoyantThePowerToSeeWhateverIsAsked() {
    Planning planning = SMALL.planning();
    assertThat(Forecasts.of("clairvoyant", Optional.of("holt"), planning)).isEqualTo("clairvoyant");
    assertThat(Forecasts.of("static", Optional.of("holt"), planning)).isEqualTo("holt");
    assertThat(Forecasts.of("static", Optional.empty(), planning)).isEqualTo("automatic");
  }

  @Test
  void saysThatAProblemIsTooLargeForThePolicy() {
    StringBuilder text =
        new StringBuilder(
            """
            name: many
            gpus: {model: A100-80GB}
            windows: {count: 1, length: 2000s}
            tenants:
            """);
    for (int i = 0; i < 40; i++) {
      text.append(
          "  - {name: t%d, model: resnet50, slo: 100ms, arrivals: {generate: steady, history: 1s}}\n"
              .formatted(i));
    }
    Experiment many = ScenarioFile.parse("m", text.toString(), List.of()).load().experiment();
    Planner ilp = Policies.planner("migrator-ilp", SMALL.planning(), many);

    assertThatThrownBy(
            () ->
                new Simulation(many, () -> 0)
                    .run(ilp, Forecasts.named("last-value", many), _ -> {}))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("policy migrator-ilp: A100-80GB: ILP variables is ")
        .hasMessageContaining("Maybe the horizon of 2000 slots is too long");
  }
}
