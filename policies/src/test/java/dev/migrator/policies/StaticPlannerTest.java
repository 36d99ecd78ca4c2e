package dev.migrator.policies;

import static dev.migrator.fixtures.Cases.problem;
import static dev.migrator.fixtures.Cases.retrainable;
import static dev.migrator.fixtures.Cases.serving;
import static dev.migrator.fixtures.Cases.steady;
import static dev.migrator.fixtures.Cases.tenant;
import static dev.migrator.fixtures.Cases.training;
import static dev.migrator.fixtures.Gpus.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Task;
import dev.migrator.fixtures.Cases;
import dev.migrator.fixtures.Gpus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Problems with an answer known by hand; every instance answers 10 requests a slot. */
final class StaticPlannerTest {
  private static final List<Placement> HALVES = List.of(at("2g", 0), at("2g", 2));
  private static final Task INFER_A = new Task.Infer("a");
  private static final Task INFER_B = new Task.Infer("b");

  @Test
  void givesEachTenantAsManyInstancesAsItsLoadNeeds() {
    Plan plan =
        plan(
            problem(
                20,
                2,
                Gpus.placements(Gpus.A30),
                List.of(tenant("a", 1, steady(20, 30)), tenant("b", 1, steady(20, 10)))));
    assertThat(plan.instances()).extracting(PlannedInstance::from).containsOnly(0);
    assertThat(tasks(plan)).containsExactlyInAnyOrder(INFER_A, INFER_A, INFER_A, INFER_B);
    assertThat(plan.value()).isEqualTo(18 * 40);
  }

  @Test
  void servesTheWorthierTenantWhenNotAllFit() {
    Plan plan =
        plan(
            problem(
                10,
                1,
                HALVES,
                List.of(
                    tenant("a", 0.9, steady(10, 10)),
                    tenant("b", 0.5, steady(10, 10)),
                    tenant("c", 0.8, steady(10, 10)))));
    assertThat(tasks(plan)).containsExactlyInAnyOrder(INFER_A, new Task.Infer("c"));
  }

  @Test
  void keepsTheInheritedLayoutWhereAChangeDoesNotPay() {
    PlanningProblem problem =
        problem(
            10,
            4,
            List.of(at("4g", 0)),
            List.of(tenant("a", 0.5, steady(10, 10)), tenant("b", 0.8, steady(10, 10))),
            serving("a", at("4g", 0), 0));
    Plan plan = plan(problem);
    // Keeping a: 0.5 * 10 * 10 = 50. Changing to b: 0.8 * 6 * 10 = 48.
    assertThat(plan.instances())
        .containsExactly(new PlannedInstance(at("4g", 0), INFER_A, 0, 0, 10, true));
    assertThat(plan.value()).isCloseTo(50, within(1e-9));
  }

  @Test
  void leavesTheInheritedLayoutWhereAChangePays() {
    PlanningProblem problem =
        problem(
            11,
            4,
            List.of(at("4g", 0)),
            List.of(tenant("a", 0.5, steady(11, 10)), tenant("b", 0.8, steady(11, 10))),
            serving("a", at("4g", 0), 0));
    // Keeping a: 0.5 * 11 * 10 = 55. Changing to b: 0.8 * 7 * 10 = 56.
    assertThat(plan(problem).instances())
        .containsExactly(new PlannedInstance(at("4g", 0), INFER_B, 0, 4, 11, false));
  }

  @Test
  void keepsInPlaceWhatOtherwiseCouldLieAnywhere() {
    PlanningProblem problem =
        problem(
            10,
            2,
            HALVES,
            List.of(tenant("a", 1, steady(10, 10)), tenant("b", 1, steady(10, 10))),
            serving("a", at("2g", 2), 0));
    assertThat(plan(problem).instances())
        .containsExactly(
            new PlannedInstance(at("2g", 0), INFER_B, 0, 2, 10, false),
            new PlannedInstance(at("2g", 2), INFER_A, 0, 0, 10, true));
  }

  @Test
  void retrainsWhereItPaysAndServesThereAfterwards() {
    PlanningProblem problem =
        problem(
            30,
            2,
            List.of(at("4g", 0)),
            List.of(retrainable(tenant("a", 0.2, steady(30, 10)), 3, 0.9, false)));
    Plan plan = plan(problem);
    // Without: 28 * 10 * 0.2 = 56. With: set-up 2, training 3, set-up 2, then 23 * 10 * 0.9 = 207.
    assertThat(plan.instances())
        .containsExactly(
            new PlannedInstance(at("4g", 0), new Task.Retrain("a", "full"), 0, 2, 5, false),
            new PlannedInstance(at("4g", 0), INFER_A, 5, 7, 30, false));
    assertThat(plan.value()).isCloseTo(207, within(1e-9));
  }

  @Test
  void doesNotRetrainWhereItDoesNotPay() {
    PlanningProblem problem =
        problem(
            30,
            2,
            List.of(at("4g", 0)),
            List.of(retrainable(tenant("a", 0.8, steady(30, 10)), 3, 0.9, false)));
    // Without: 28 * 10 * 0.8 = 224. With: 207.
    assertThat(tasks(plan(problem))).containsExactly(INFER_A);
  }

  @Test
  void retrainsForTheRequestsBehindTheHorizon() {
    PlanningProblem problem =
        problem(
            30,
            2,
            List.of(at("4g", 0)),
            List.of(
                Cases.withAfter(
                    retrainable(tenant("a", 0.8, steady(30, 10)), 3, 0.9, false), 200)));
    // What a retraining costs, 17, is less than the 0.1 * 200 = 20 that it gains later.
    assertThat(plan(problem).retrainings()).hasSize(1);
  }

  @Test
  void retrainsWhatHasToBeEvenAfterAnother() {
    PlanningProblem problem =
        problem(
            20,
            1,
            List.of(at("4g", 0)),
            List.of(
                retrainable(tenant("a", 0.8, steady(20, 10)), 5, 0.7, true),
                retrainable(tenant("b", 0.8, steady(20, 10)), 5, 0.7, true)));
    assertThat(plan(problem).retrainings()).hasSize(2);
  }

  @Test
  void keepsARunningRetrainingAndCutsItsPlaceWhenItEnds() {
    PlanningProblem problem =
        problem(
            30,
            2,
            Gpus.placements(Gpus.A30),
            List.of(tenant("a", 0.5, steady(30, 40))),
            training("a", at("2g", 0), 6, 0.9),
            serving("a", at("2g", 2), 0));
    Plan plan = plan(problem);
    assertThat(plan.instances())
        .contains(
            new PlannedInstance(at("2g", 0), new Task.Retrain("a", "full"), 0, 0, 6, true),
            new PlannedInstance(at("1g", 0), INFER_A, 6, 8, 30, false),
            new PlannedInstance(at("1g", 1), INFER_A, 6, 8, 30, false));
  }

  @Test
  void hasNothingToDoWithoutTenants() {
    assertThat(plan(problem(5, 1, HALVES, List.of())).instances()).isEmpty();
  }

  @Test
  void leavesATenantWithoutCapacityAlone() {
    PlanningProblem problem =
        problem(
            5,
            1,
            HALVES,
            List.of(Cases.withCapacity(tenant("a", 1, steady(5, 10)), Map.of())),
            serving("a", at("2g", 0), 0));
    assertThat(plan(problem).instances()).isEmpty();
  }

  @Test
  void servesWithTheProfilesThatThereAre() {
    PlanningProblem problem =
        problem(9, 1, List.of(at("1g", 3)), List.of(tenant("a", 1, steady(9, 10))));
    assertThat(plan(problem).instances())
        .containsExactly(new PlannedInstance(at("1g", 3), INFER_A, 0, 1, 9, false));
  }

  @Test
  void boundIsEverythingByTheBestModel() {
    PlanningProblem problem =
        problem(
            30,
            2,
            List.of(at("4g", 0)),
            List.of(
                Cases.withAfter(
                    retrainable(tenant("a", 0.8, steady(30, 15)), 3, 0.9, false), 100)));
    assertThat(plan(problem).bound()).isCloseTo(0.9 * (30 * 15 + 100), within(1e-9));
  }

  private static Plan plan(PlanningProblem problem) {
    Plan plan = new StaticPlanner().plan(problem);
    assertThat(PlanCheck.violations(problem, plan)).isEmpty();
    return plan;
  }

  private static List<Task> tasks(Plan plan) {
    return plan.instances().stream().map(PlannedInstance::task).toList();
  }
}
