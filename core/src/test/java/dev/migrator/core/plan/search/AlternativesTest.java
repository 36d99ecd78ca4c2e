package dev.migrator.core.plan.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.state.Problems;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Other plans are legal, keep to what is ruled out, and their bounds hold. */
class AlternativesTest {
  private static final Offset<Double> EXACTLY = within(1e-9);
  private static final int SEEDS = 15;

  @Test
  void findsTheBestPlanWithAndWithoutASecondInstance() {
    TenantOutlook tenant = Problems.tenant(Problems.PAIR, "a", 6, 1, Problems.steady(10, 5));
    PlanningProblem problem = Problems.of(Problems.PAIR, 5, 2, tenant);
    Alternatives alternatives = of(problem);

    Plan with = alternatives.with(List.of()).orElseThrow();
    Plan without =
        alternatives
            .without(List.of(), new Alternatives.Without("a", profile(problem, "1g"), 2, 0, 5))
            .orElseThrow();

    assertThat(with.value()).isEqualTo(30, EXACTLY);
    assertThat(with.bound()).isEqualTo(30, EXACTLY);
    assertThat(without.value()).isEqualTo(18, EXACTLY);
    assertThat(without.bound()).isEqualTo(18, EXACTLY);
  }

  @Test
  void isLegalAndNoBetterThanTheOptimum() {
    for (long seed = 0; seed < SEEDS; seed++) {
      PlanningProblem problem = Problems.random(Problems.SMALL, 2, 16, seed);
      Plan best = new PathPlanner(PlannerSettings.exact()).plan(problem);
      Plan same = of(problem).with(fresh(best)).orElseThrow();

      assertThat(PlanCheck.violations(problem, same)).as("seed %d", seed).isEmpty();
      assertThat(same.value()).as("seed %d", seed).isLessThanOrEqualTo(best.bound() + 1e-6);
      assertThat(same.bound()).as("seed %d", seed).isGreaterThanOrEqualTo(best.value() - 1e-6);
      assertThat(names(same)).as("seed %d", seed).containsExactlyElementsOf(names(best));
    }
  }

  @Test
  void neverHasWhatIsRuledOut() {
    int looked = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      PlanningProblem problem = Problems.random(Problems.SMALL, 2, 16, seed);
      Plan best = new PathPlanner(PlannerSettings.exact()).plan(problem);
      for (PlannedInstance one : best.instances()) {
        if (one.task() instanceof Task.Infer infer) {
          Profile profile = one.placement().profile();
          Alternatives.Without without =
              new Alternatives.Without(infer.tenant(), profile, 1, one.from(), one.to());
          Plan found = of(problem).without(fresh(best), without).orElseThrow();
          assertThat(PlanCheck.violations(problem, found)).as("seed %d", seed).isEmpty();
          assertThat(IntStream.range(one.from(), one.to()).boxed())
              .as("seed %d: slots without %s", seed, one)
              .allMatch(slot -> count(found, infer, profile, slot) == 0);
          assertThat(found.value()).as("seed %d", seed).isLessThanOrEqualTo(found.bound());
          looked++;
        }
      }
    }
    assertThat(looked).as("instances ruled out").isGreaterThan(SEEDS);
  }

  @Test
  void slicesThatARetrainingDoesNotTakeAreNeverWorthLessThanNothing() {
    int looked = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      PlanningProblem problem = Problems.random(Problems.SMALL, 2, 16, seed);
      Plan best = new PathPlanner(PlannerSettings.exact()).plan(problem);
      for (PlannedInstance retraining : fresh(best)) {
        assertThat(of(problem).boundWithFree(fresh(best), retraining))
            .as("seed %d", seed)
            .isGreaterThanOrEqualTo(best.value() - 1e-6);
        looked++;
      }
    }
    assertThat(looked).as("retrainings").isPositive();
  }

  @Test
  void isNotOfferedForMoreTenantsThanCanBePlannedForTogether() {
    TenantOutlook[] many =
        IntStream.range(0, 20)
            .mapToObj(i -> Problems.tenant(Problems.LARGE, "t" + i, 6, 1, Problems.steady(1, 200)))
            .toArray(TenantOutlook[]::new);
    assertThat(Alternatives.of(Problems.of(Problems.LARGE, 200, 2, many))).isEmpty();
  }

  private static Alternatives of(PlanningProblem problem) {
    return Alternatives.of(problem).orElseThrow();
  }

  private static Profile profile(PlanningProblem problem, String name) {
    return problem.gpu().profile(name);
  }

  private static List<PlannedInstance> fresh(Plan plan) {
    return plan.retrainings().stream().filter(i -> !i.inherited()).toList();
  }

  private static List<Task> names(Plan plan) {
    return plan.retrainings().stream().map(PlannedInstance::task).toList();
  }

  private static long count(Plan plan, Task.Infer infer, Profile profile, int slot) {
    return plan.instancesIn(slot).stream()
        .filter(i -> i.task().equals(infer) && i.placement().profile().equals(profile))
        .count();
  }
}
