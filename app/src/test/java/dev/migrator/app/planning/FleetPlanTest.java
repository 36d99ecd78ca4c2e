package dev.migrator.app.planning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.app.explain.Cases;
import dev.migrator.app.scenario.LoadedScenario;
import dev.migrator.app.scenario.ScenarioFile;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How plans of several GPUs are shown. */
final class FleetPlanTest {

  @Test
  void answerNamesTheGpuOfEveryInstance() {
    PlanAnswer answer = PlanAnswer.of(plan(3), Cases.SOURCE);
    assertThat(answer.segments())
        .allSatisfy(segment -> assertThat(segment.instances()).isNotEmpty())
        .flatExtracting(PlanAnswer.Segment::instances)
        .extracting(PlanAnswer.Instance::gpu)
        .contains(0, 1, 2);
  }

  @Test
  void drawsEachOfAFewGpus() {
    String drawing = PlanDrawing.of(plan(2));
    assertThat(drawing)
        .contains("GPU 0, A100-80GB\n 7 |", "GPU 1, A100-80GB\n 7 |", "GPU, start")
        .containsOnlyOnce("Memory slices over slots");
  }

  @Test
  void summarizesManyGpusLineByLine() {
    String drawing = PlanDrawing.of(plan(5));
    assertThat(drawing.lines()).anyMatch(line -> line.startsWith("4 A100-80GB "));
    assertThat(drawing.lines().count()).isLessThan(12);
  }

  @Test
  void summarizesVeryManyGpusModelByModel() {
    String drawing = PlanDrawing.of(plan(40));
    assertThat(drawing.lines()).anyMatch(line -> line.matches("A100-80GB +40 .*"));
    assertThat(drawing.lines().count()).isLessThan(8);
  }

  private static WindowPlan plan(int gpus) {
    LoadedScenario fleet =
        ScenarioFile.parse(
                "fleet.yaml",
                """
                name: fleet
                gpus: {model: A100-80GB, count: %1$d, profiles: [3g]}
                windows: {count: 1, length: 20s}
                planning: {forecast: last-value}
                tenants:
                  - name: vision
                    copies: %1$d
                    model: resnet50
                    slo: 100ms
                    arrivals: {generate: steady, mean: 300/s, history: 60s}
                """
                    .formatted(gpus),
                List.of())
            .load();
    return WindowPlan.of(fleet, "static", Optional.empty(), 0, _ -> {});
  }
}
