package dev.migrator.app.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.app.report.PolicyReport;
import dev.migrator.app.report.ScenarioReport;
import dev.migrator.app.scenario.LoadedScenario;
import dev.migrator.app.scenario.ScenarioFile;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a report shows of a fleet. */
final class FleetReportTest {

  @Test
  void showsEightGpusAndThoseWhoAreServedThere() {
    ScenarioReport report = report(10, 40);
    PolicyReport policy = report.policies().getFirst();

    assertThat(report.gpuModel()).isEqualTo("10 A100-80GB (shown: GPUs 0 to 7, 32 of 40 tenants)");
    assertThat(report.tenants()).hasSize(32);
    assertThat(policy.tenants()).hasSize(32);
    assertThat(policy.timeline())
        .isNotEmpty()
        .allSatisfy(bar -> assertThat(bar.gpu()).isBetween(0, 7));
  }

  @Test
  void showsAllOfAFew() {
    ScenarioReport report = report(2, 3);
    assertThat(report.gpuModel()).isEqualTo("2 A100-80GB");
    assertThat(report.tenants()).hasSize(3);
  }

  private static ScenarioReport report(int gpus, int tenants) {
    LoadedScenario fleet =
        ScenarioFile.parse(
                "fleet.yaml",
                """
                name: fleet
                gpus: {model: A100-80GB, count: %d, profiles: [1g]}
                windows: {count: 1, length: 10s}
                planning: {forecast: last-value}
                tenants:
                  - name: vision
                    copies: %d
                    model: resnet50
                    slo: 100ms
                    arrivals: {generate: steady, mean: 30/s, history: 60s}
                """
                    .formatted(gpus, tenants),
                List.of())
            .load();
    List<ScenarioRuns> runs =
        new Comparison(List.of(fleet), List.of("static"), Optional.empty()).run(Progress.NONE);
    return Reports.of("a title", runs).scenarios().getFirst();
  }
}
