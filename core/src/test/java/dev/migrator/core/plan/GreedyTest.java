package dev.migrator.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.Pausing;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.plan.state.Problems;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GreedyTest {

  @Test
  void addsWhatGainsAndNothingElse() {
    PlanningProblem problem =
        Problems.of(
            Problems.PAIR,
            10,
            2,
            Problems.tenant(Problems.PAIR, "a", 6, 0.5, Problems.steady(5, 10)));

    Plan plan = plan(problem);

    // One instance serves all of the five requests in each slot from the second on.
    assertThat(plan.instances()).hasSize(1);
    assertThat(plan.value()).isEqualTo(8 * 5 * 0.5);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void isLegal(int tenants) {
    for (long seed = 0; seed < 20; seed++) {
      assertThat(plan(Problems.random(Problems.SMALL, tenants, 60, seed)).value()).isPositive();
    }
  }

  @Test
  void readsACheckpointThatWaits() {
    RetrainingOption rest = new RetrainingOption("all", 1, Map.of(Problems.PAIR.whole(), 4), true);
    PlanningProblem without =
        Problems.of(
            Problems.PAIR,
            30,
            1,
            Problems.tenant(Problems.PAIR, "a", 6, 0.5, Problems.steady(5, 30), rest));
    PlanningProblem problem =
        without.with(without.rules().withPausing(Optional.of(new Pausing(1, 2))));

    PlannedInstance segment = plan(problem).retrainings().getFirst();

    assertThat(segment.ready() - segment.from()).isEqualTo(1 + 2);
    assertThat(segment.to() - segment.ready()).isEqualTo(4);
  }

  private static Plan plan(PlanningProblem problem) {
    List<PlannedInstance> instances = Greedy.plan(problem);
    double value = new Worth(problem).of(instances);
    Plan plan = new Plan("simple", problem.slots(), instances, value, value);
    assertThat(PlanCheck.violations(problem, plan)).isEmpty();
    return plan;
  }
}
