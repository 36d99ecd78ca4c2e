package dev.migrator.core.plan.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.Greedy;
import dev.migrator.core.plan.Worth;
import dev.migrator.core.plan.state.Problems;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathPlannerTest {

  @Test
  void retrainsAtOnceWhenLoadIsEven() {
    double[] arrivals = Problems.steady(5, 100);
    RetrainingOption option =
        new RetrainingOption("all", 0.9, Map.of(Problems.PAIR.profiles().getFirst(), 8));
    PlanningProblem problem =
        Problems.of(
            Problems.PAIR, 100, 2, Problems.tenant(Problems.PAIR, "a", 6, 0.5, arrivals, option));

    Plan plan = new PathPlanner(PlannerSettings.exact()).plan(problem);

    // Both sites are set up for 2 slots; 5 are served from then on, from slot 10 at 0.9.
    assertThat(plan.value()).isEqualTo(8 * 5 * 0.5 + 90 * 5 * 0.9);
    assertThat(plan.gap()).isLessThan(1e-9);
    assertThat(plan.retrainings()).hasSize(1).allMatch(i -> i.from() == 0 && i.to() == 10);
  }

  /** The one in docs/planner.md. */
  @Test
  void plansTheWorkedExample() {
    RetrainingOption option =
        new RetrainingOption("all", 1, Map.of(Problems.PAIR.profiles().getFirst(), 2));
    PlanningProblem problem =
        Problems.of(
            Problems.PAIR,
            8,
            2,
            Problems.tenant(Problems.PAIR, "a", 6, 0.5, Problems.steady(10, 8), option));

    Plan plan = new PathPlanner(PlannerSettings.exact()).plan(problem);

    assertThat(plan.value()).isEqualTo(38);
    assertThat(plan.bound()).isCloseTo(38, within(1e-9));
    assertThat(plan.retrainings()).hasSize(1).allMatch(i -> i.from() == 0 && i.to() == 4);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void isNeverBelowTheSimplePlanHoweverLittleEffortThereIs(int tenants) {
    PathPlanner hasty = new PathPlanner(new PlannerSettings(0.5, 1, false));
    for (long seed = 0; seed < 20; seed++) {
      PlanningProblem problem = Problems.random(Problems.SMALL, tenants, 60, seed);
      double simple = new Worth(problem).of(Greedy.plan(problem));
      Plan plan = hasty.plan(problem);
      assertThat(plan.value()).isGreaterThanOrEqualTo(simple - 1e-6);
      assertThat(PlanCheck.violations(problem, plan)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void provesAGapOfOnePerCentWithStandardSettings(int tenants) {
    PlanningProblem problem = Problems.random(Problems.SMALL, tenants, 60, 7);

    Plan plan = new PathPlanner().plan(problem);

    assertThat(PlanCheck.violations(problem, plan)).isEmpty();
    assertThat(plan.gap()).isLessThan(0.01);
  }

  @Test
  void givesTheSamePlanAgain() {
    PlanningProblem problem = Problems.random(Problems.LARGE, 2, 60, 3);

    assertThat(new PathPlanner().plan(problem)).isEqualTo(new PathPlanner().plan(problem));
  }

  @Test
  void servesThoseWhoMatterMostOfManyTenants() {
    PlanningProblem problem = Problems.random(Problems.LARGE, 60, 40, 1);

    Plan plan = new PathPlanner(new PlannerSettings(0.01, 1_000_000, false)).plan(problem);

    assertThat(PlanCheck.violations(problem, plan)).isEmpty();
    assertThat(plan.value()).isPositive();
    assertThat(plan.bound()).isGreaterThanOrEqualTo(plan.value());
  }

  @Test
  void boundsACrowdByItsBestSlices() {
    PlanningProblem problem =
        Problems.of(
            Problems.PAIR,
            3,
            1,
            Problems.tenant(Problems.PAIR, "a", 9, 1, Problems.steady(5, 3)),
            Problems.tenant(Problems.PAIR, "b", 9, 1, Problems.steady(1, 3)),
            Problems.tenant(Problems.PAIR, "c", 9, 1, Problems.steady(4, 3)));

    Crowd crowd = new Crowd(problem);

    assertThat(crowd.bound()).isEqualTo(3 * 9);
    assertThat(crowd.of(2).tenants()).extracting(TenantOutlook::name).containsExactly("a", "c");
  }

  @Test
  void plansNothingForNobody() {
    Plan plan = new PathPlanner().plan(Problems.of(Problems.LARGE, 10, 2));

    assertThat(plan.instances()).isEmpty();
    assertThat(plan.value()).isZero();
    assertThat(plan.bound()).isZero();
  }

  @Test
  void leavesAloneATenantThatNoProfileServes() {
    TenantOutlook tenant =
        new TenantOutlook(
            "a", 1, 0.5, Problems.steady(5, 10), new HashMap<>(), List.of(), false, 4);

    Plan plan = new PathPlanner().plan(Problems.of(Problems.LARGE, 10, 2, tenant));

    assertThat(plan.instances()).isEmpty();
    assertThat(plan.value()).isEqualTo(2);
    assertThat(plan.bound()).isEqualTo(2);
  }

  @Test
  void plansNothingWithoutPlacements() {
    TenantOutlook tenant = Problems.tenant(Problems.SMALL, "a", 1, 0.5, Problems.steady(5, 10));
    PlanningProblem problem =
        new PlanningProblem(
            Problems.SMALL, List.of(), 10, Map.of(), List.of(tenant), List.of(), true, 0);

    assertThat(new PathPlanner().plan(problem).instances()).isEmpty();
  }
}
