package dev.migrator.core.plan.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Pausing;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Rules;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.state.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntendedTest {
  private static final int SLOTS = 20;
  private static final int SETUP = 2;
  private static final Placement LEFT = new Placement(Problems.PAIR.profiles().getFirst(), 0);
  private static final Placement RIGHT = new Placement(Problems.PAIR.profiles().getFirst(), 1);
  private static final Task A = new Task.Infer("a");
  private static final Task B = new Task.Infer("b");
  private static final Task.Retrain RETRAIN = new Task.Retrain("a", "all");

  @Test
  void keepsWhatIsAsIntended() {
    List<PlannedInstance> intended =
        List.of(planned(LEFT, A, 0, 0, 9, true), planned(LEFT, B, 9, 11, SLOTS, false));

    assertThat(Intended.madeLegal(problem(serving(LEFT, "a", 0)), intended)).isEqualTo(intended);
  }

  @Test
  void beginsAgainWhatWasBegunAndDoesNotExist() {
    List<PlannedInstance> intended = List.of(planned(LEFT, A, 0, 1, SLOTS, true));

    assertThat(Intended.madeLegal(problem(), intended))
        .containsExactly(planned(LEFT, A, 0, SETUP, SLOTS, false));
  }

  @Test
  void believesTheProblemAboutWhenAnInstanceIsReady() {
    List<PlannedInstance> intended = List.of(planned(LEFT, A, 0, 0, SLOTS, true));

    assertThat(Intended.madeLegal(problem(serving(LEFT, "a", 1)), intended))
        .containsExactly(planned(LEFT, A, 0, 1, SLOTS, true));
  }

  @Test
  void waitsForARetrainingThatIsLate() {
    Inherited late = new Inherited.Retraining(LEFT, RETRAIN, 8, 0.9);
    List<PlannedInstance> intended =
        List.of(planned(LEFT, A, 2, 4, SLOTS, false), planned(RIGHT, B, 2, 4, SLOTS, false));

    assertThat(Intended.madeLegal(problem(late), intended))
        .containsExactly(
            planned(LEFT, RETRAIN, 0, 0, 8, true),
            planned(LEFT, A, 8, 10, SLOTS, false),
            planned(RIGHT, B, 2, 4, SLOTS, false));
  }

  @Test
  void dropsWhatWouldBeReadyTooLate() {
    Inherited late = new Inherited.Retraining(LEFT, RETRAIN, 8, 0.9);
    List<PlannedInstance> intended = List.of(planned(LEFT, A, 2, 4, 10, false));

    assertThat(Intended.madeLegal(problem(late), intended))
        .containsExactly(planned(LEFT, RETRAIN, 0, 0, 8, true));
  }

  @Test
  void startsNoRetrainingThatWouldNotEndInTime() {
    List<PlannedInstance> intended = List.of(planned(LEFT, RETRAIN, 5, 7, 11, false));
    PlanningProblem problem = problem();

    assertThat(Intended.madeLegal(problem, intended)).isEqualTo(intended);
    assertThat(Intended.madeLegal(problem.with(new Rules(true, 0, 10)), intended)).isEmpty();
  }

  @Test
  void forgetsTenantsThatAreGone() {
    assertThat(
            Intended.madeLegal(
                problem(), List.of(planned(LEFT, new Task.Infer("gone"), 3, 5, 9, false))))
        .isEmpty();
  }

  @Test
  void destroysWhatWasNotToStay() {
    assertThat(Intended.madeLegal(problem(serving(LEFT, "b", 0)), List.of())).isEmpty();
  }

  /** Whatever has become of the world, what is left of a plan is legal. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void isLegalWhateverHasHappened(long seed) {
    PlanningProblem problem = Problems.random(Problems.LARGE, 2, 40, seed);
    Plan plan = new PathPlanner(quick()).plan(problem);
    Random random = new Random(seed);
    for (int passed = 0; passed < 40; passed += 7) {
      PlanningProblem later = later(problem, plan, passed, random);
      Plan again = new PathPlanner(quick()).replan(later, shifted(plan, passed));

      assertThat(PlanCheck.violations(later, again)).isEmpty();
      List<PlannedInstance> legal = Intended.madeLegal(later, shifted(plan, passed));
      double value = PlanCheck.value(later, legal);
      assertThat(again.value()).isGreaterThanOrEqualTo(value - 0.01 * Math.abs(value));
    }
  }

  @Test
  void staysWithThePlanWhereEverythingWentAsPlanned() {
    PlanningProblem problem = Problems.random(Problems.LARGE, 2, 40, 5);
    PathPlanner planner = new PathPlanner(quick());
    Plan plan = planner.plan(problem);

    assertThat(planner.replan(problem, plan.instances()).instances()).isEqualTo(plan.instances());
  }

  @Test
  void leavesThePlanForSomethingClearlyBetter() {
    PlanningProblem problem = Problems.random(Problems.LARGE, 2, 40, 5);
    PathPlanner planner = new PathPlanner(quick());

    Plan again = planner.replan(problem, List.of());

    assertThat(again.value()).isGreaterThan(0.9 * planner.plan(problem).value());
  }

  private static PlannerSettings quick() {
    return new PlannerSettings(0.005, 5_000_000, false);
  }

  /** Some slots on: instances are there, late, or lost. */
  private static PlanningProblem later(
      PlanningProblem problem, Plan plan, int passed, Random random) {
    List<Inherited> inherited = new ArrayList<>();
    for (PlannedInstance i : plan.instancesIn(passed)) {
      if (i.from() < passed && random.nextInt(4) > 0) {
        int late = random.nextInt(2);
        inherited.add(
            switch (i.task()) {
              case Task.Infer infer ->
                  new Inherited.Serving(
                      i.placement(), infer, Math.clamp(i.ready() - passed + late, 0, SETUP));
              case Task.Retrain retrain ->
                  new Inherited.Retraining(i.placement(), retrain, i.to() - passed + 3 * late, 0.8);
            });
      }
    }
    int slots = problem.slots() - passed;
    List<TenantOutlook> tenants =
        problem.tenants().stream().map(t -> rest(t, passed, problem.slots())).toList();
    return new PlanningProblem(
        problem.gpus(),
        problem.placements(),
        slots,
        problem.setupSlots(),
        tenants,
        inherited,
        new Rules(true, 0, slots));
  }

  private static TenantOutlook rest(TenantOutlook tenant, int passed, int slots) {
    return new TenantOutlook(
        tenant.name(),
        tenant.weight(),
        tenant.accuracy(),
        java.util.Arrays.copyOfRange(tenant.arrivals(), passed, slots),
        tenant.capacity(),
        tenant.options(),
        false,
        tenant.requestsAfter());
  }

  private static List<PlannedInstance> shifted(Plan plan, int passed) {
    return plan.instances().stream()
        .filter(i -> i.to() > passed)
        .map(
            i ->
                planned(
                    i.placement(),
                    i.task(),
                    Math.max(0, i.from() - passed),
                    Math.max(0, i.ready() - passed),
                    i.to() - passed,
                    i.inherited() || i.from() < passed))
        .toList();
  }

  @Test
  void keepsTheSegmentsOfARetrainingThatIsToBePaused() {
    List<PlannedInstance> intended =
        List.of(planned(LEFT, RETRAIN, 0, 2, 5, false), planned(RIGHT, RETRAIN, 5, 8, 10, false));

    assertThat(Intended.madeLegal(pausing(4, false), intended)).isEqualTo(intended);
  }

  @Test
  void keepsTheSegmentsOfOneThatRunsForAsLongAsIsLeft() {
    Inherited running = new Inherited.Retraining(LEFT, RETRAIN, 0, 5, 0.9);
    List<PlannedInstance> intended =
        List.of(planned(LEFT, RETRAIN, 0, 0, 3, true), planned(LEFT, RETRAIN, 4, 7, 9, false));

    assertThat(Intended.madeLegal(pausing(5, true, running), intended))
        .containsExactly(
            planned(LEFT, RETRAIN, 0, 0, 3, true), planned(LEFT, RETRAIN, 4, 7, 10, false));
  }

  @Test
  void dropsAllPausesWhereOneIsImpossible() {
    Inherited running = new Inherited.Retraining(LEFT, RETRAIN, 0, 5, 0.9);
    Inherited late = new Inherited.Retraining(RIGHT, new Task.Retrain("b", "all"), 0, 8, 0.9);
    List<PlannedInstance> intended =
        List.of(planned(LEFT, RETRAIN, 0, 0, 3, true), planned(RIGHT, RETRAIN, 4, 7, 10, false));

    assertThat(Intended.madeLegal(pausing(5, true, running, late), intended))
        .containsExactlyInAnyOrder(
            planned(LEFT, RETRAIN, 0, 0, 5, true),
            planned(RIGHT, new Task.Retrain("b", "all"), 0, 0, 8, true));
  }

  @Test
  void readsTheCheckpointOfARetrainingThatWasPaused() {
    List<PlannedInstance> intended = List.of(planned(RIGHT, RETRAIN, 1, 4, 6, false));

    assertThat(Intended.madeLegal(pausing(2, true), intended)).isEqualTo(intended);
  }

  private static PlanningProblem pausing(int slots, boolean resumes, Inherited... inherited) {
    RetrainingOption option =
        new RetrainingOption("all", 0.9, Map.of(LEFT.profile(), slots), resumes);
    PlanningProblem problem = problem(inherited);
    List<TenantOutlook> tenants =
        problem.tenants().stream()
            .map(t -> t.name().equals("a") ? t.withOptions(List.of(option)) : t)
            .toList();
    return problem
        .with(tenants, problem.inherited())
        .with(new Rules(true, 0, SLOTS, Optional.of(new Pausing(1, 1))));
  }

  private static PlanningProblem problem(Inherited... inherited) {
    RetrainingOption option = new RetrainingOption("all", 0.9, Map.of(LEFT.profile(), 4));
    return Problems.of(
        Problems.PAIR,
        SLOTS,
        SETUP,
        List.of(inherited),
        Problems.tenant(Problems.PAIR, "a", 6, 0.5, Problems.steady(5, SLOTS), option),
        Problems.tenant(Problems.PAIR, "b", 6, 0.5, Problems.steady(5, SLOTS)));
  }

  private static Inherited serving(Placement placement, String tenant, int readyAt) {
    return new Inherited.Serving(placement, new Task.Infer(tenant), readyAt);
  }

  private static PlannedInstance planned(
      Placement placement, Task task, int from, int ready, int to, boolean inherited) {
    return new PlannedInstance(placement, task, from, ready, to, inherited);
  }
}
