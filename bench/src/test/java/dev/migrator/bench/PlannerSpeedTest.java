package dev.migrator.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.plan.PathPlanner;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class PlannerSpeedTest {

  @ParameterizedTest
  @FieldSource("dev.migrator.bench.PlannerSpeed#ARRIVALS")
  void measuresPlansThatAreProvenGood(String arrivals) {
    PlannerSpeed.Result result = PlannerSpeed.measure(2, 60, arrivals, 0.9, 1, new PathPlanner());

    assertThat(result.planner()).isEqualTo("migrator");
    assertThat(result.value()).isPositive().isLessThanOrEqualTo(result.bound());
    assertThat(result.gap()).isLessThan(0.01);
    assertThat(result.millis()).isPositive();
  }
}
