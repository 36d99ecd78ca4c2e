package dev.migrator.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.plan.PathPlanner;
import org.junit.jupiter.api.Test;

class PlannerSpeedTest {

  @Test
  void measuresPlansThatAreProvenGood() {
    PlannerSpeed.Result result = PlannerSpeed.measure(2, 60, "bursty", 0.9, 1, new PathPlanner());

    assertThat(result.planner()).isEqualTo("migrator");
    assertThat(result.value()).isPositive().isLessThanOrEqualTo(result.bound());
    assertThat(result.gap()).isLessThan(0.01);
    assertThat(result.millis()).isPositive();
  }
}
