package dev.migrator.policies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.fixtures.Cases;
import dev.migrator.fixtures.Gpus;
import dev.migrator.fixtures.RandomProblems;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of the static planner on every problem. Each seed is one problem. */
final class StaticPlannerPropertyTest {
  private final StaticPlanner planner = new StaticPlanner();

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everyPlanIsLegalAndWorthWhatItSays(boolean preInitialization) {
    for (long seed = 0; seed < 100; seed++) {
      RandomProblems family =
          RandomProblems.of(seed % 2 == 0 ? Gpus.A30 : Gpus.A100, 1 + (int) (seed % 4), 24)
              .withInherited(seed % 3 != 0)
              .withPreInitialization(preInitialization);
      PlanningProblem problem = family.problem(seed);
      Plan plan = new StaticPlanner(300_000).plan(problem);
      assertThat(PlanCheck.violations(problem, plan)).as("seed " + seed).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void noStaticPlanIsBetterOnSmallProblems(boolean preInitialization) {
    int retrained = 0;
    int kept = 0;
    for (long seed = 0; seed < 60; seed++) {
      RandomProblems family =
          RandomProblems.of(Gpus.A30, 2, 14)
              .withInherited(seed % 2 == 0)
              .withPreInitialization(preInitialization);
      PlanningProblem problem = freed(family.problem(seed));
      Plan plan = planner.plan(problem);
      assertThat(plan.value())
          .as("seed " + seed)
          .isCloseTo(StaticBruteForce.best(problem), Offset.offset(1e-6));
      retrained += plan.retrainings().size();
      kept += plan.instances().stream().anyMatch(i -> i.inherited()) ? 1 : 0;
    }
    assertThat(retrained).as("plans that retrain").isGreaterThan(10);
    assertThat(kept).as("plans that keep something").isGreaterThan(10);
  }

  @Test
  void noStaticPlanIsBetterWhereFloorsAreMissed() {
    int missed = 0;
    for (long seed = 0; seed < 60; seed++) {
      PlanningProblem free = freed(RandomProblems.of(Gpus.A30, 2, 14).problem(seed));
      PlanningProblem problem =
          free.with(free.tenants().stream().map(t -> t.withFloor(0.8)).toList(), free.inherited());
      Plan plan = planner.plan(problem);
      assertThat(plan.value())
          .as("seed " + seed)
          .isCloseTo(StaticBruteForce.best(problem), Offset.offset(1e-6));
      missed += plan.value() < planner.plan(free).value() - 1 ? 1 : 0;
    }
    assertThat(missed).as("problems in which floors cost something").isGreaterThan(10);
  }

  /** The same with neither running retrainings nor any that has to be taken. */
  private static PlanningProblem freed(PlanningProblem p) {
    return new PlanningProblem(
        p.gpu(),
        p.placements(),
        p.slots(),
        p.setupSlots(),
        p.tenants().stream().map(Cases::free).toList(),
        p.inherited().stream().filter(i -> i instanceof Inherited.Serving).toList(),
        p.preInitialization(),
        p.setupPenalty());
  }
}
