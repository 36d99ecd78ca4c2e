package dev.migrator.policies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.fixtures.Gpus;
import dev.migrator.fixtures.RandomProblems;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of the reactive planner on every problem. Each seed is one problem. */
final class ReactivePlannerPropertyTest {

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everyPlanOfARunIsLegalAndWorthWhatItSays(boolean preInitialization) {
    int later = 0;
    int retrained = 0;
    for (long seed = 0; seed < 30; seed++) {
      RandomProblems family =
          RandomProblems.of(seed % 2 == 0 ? Gpus.A30 : Gpus.A100, 1 + (int) (seed % 4), 30)
              .withPreInitialization(preInitialization);
      PlanningProblem problem = family.problem(seed);
      PlayedRun run = PlayedRun.of(problem, new ReactivePlanner(), 60);
      later += run.laterPlans().size();
      retrained += run.plans.values().stream().mapToInt(p -> p.retrainings().size()).sum();
    }
    assertThat(later).as("plans after the first").isGreaterThan(40);
    assertThat(retrained).as("retrainings").isGreaterThan(20);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void copesWithWhateverIsInherited(boolean preInitialization) {
    for (long seed = 0; seed < 60; seed++) {
      PlanningProblem problem =
          RandomProblems.of(seed % 2 == 0 ? Gpus.A30 : Gpus.A100, 1 + (int) (seed % 5), 20)
              .withInherited(true)
              .withPreInitialization(preInitialization)
              .problem(seed);
      assertThat(PlanCheck.violations(problem, new ReactivePlanner().plan(problem)))
          .as("seed " + seed)
          .isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 8})
  void theSameRunGivesTheSamePlans(long seed) {
    PlanningProblem problem = RandomProblems.of(Gpus.A100, 3, 40).problem(seed);
    assertThat(PlayedRun.of(problem, new ReactivePlanner(), 80).plans)
        .isEqualTo(PlayedRun.of(problem, new ReactivePlanner(), 80).plans);
  }
}
