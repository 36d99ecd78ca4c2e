package dev.migrator.policies.ekya;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.fixtures.Gpus;
import dev.migrator.fixtures.RandomProblems;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of {@code ekya} and {@code ekya-mig} on every problem. Each seed is one problem. */
final class EkyaPlannerPropertyTest {

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everyPlanIsLegalAndWorthWhatItSays(boolean preInitialization) {
    for (long seed = 0; seed < 200; seed++) {
      PlanningProblem problem =
          RandomProblems.of(seed % 2 == 0 ? Gpus.A30 : Gpus.A100, 1 + (int) (seed % 5), 24)
              .withInherited(seed % 3 != 0)
              .withPreInitialization(preInitialization)
              .problem(seed);
      Plan plan = new EkyaPlanner("ekya-mig", EkyaPlanner.Settings.standard()).plan(problem);
      assertThat(PlanCheck.violations(problem, plan)).as("seed " + seed).isEmpty();
    }
  }
}
