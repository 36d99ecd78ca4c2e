package dev.migrator.policies;

import static dev.migrator.fixtures.Cases.problem;
import static dev.migrator.fixtures.Cases.retrainable;
import static dev.migrator.fixtures.Cases.serving;
import static dev.migrator.fixtures.Cases.steady;
import static dev.migrator.fixtures.Cases.tenant;
import static dev.migrator.fixtures.Gpus.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.fixtures.Gpus;
import dev.migrator.policies.ReactivePlanner.Retraining;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Problems with an answer known by hand; every instance answers 10 requests a slot. */
final class ReactivePlannerTest {
  private static final Task INFER_A = new Task.Infer("a");
  private static final Task INFER_B = new Task.Infer("b");
  private static final List<Placement> WHOLE = List.of(at("4g", 0));

  @Test
  void followsTheLoadAfterTheDwellTime() {
    PlayedRun quick = PlayedRun.of(moving(), reactive(1), 60);
    PlayedRun slow = PlayedRun.of(moving(), reactive(6), 60);
    assertThat(quick.plans.get(0).instances())
        .extracting(PlannedInstance::task)
        .containsOnly(INFER_A);
    assertThat(quick.laterPlans()).hasSize(1);
    assertThat(slow.laterPlans()).containsExactly(quick.laterPlans().getFirst() + 5);
    Plan change = slow.plans.get(slow.laterPlans().getFirst());
    assertThat(change.instances())
        .containsExactly(new PlannedInstance(at("4g", 0), INFER_B, 0, 2, change.slots(), false));
  }

  @Test
  void doesNotKnowTheFuture() {
    // What arrives moves in slot 20; nothing can be seen of it before slot 21.
    int change = PlayedRun.of(moving(), reactive(1), 60).laterPlans().getFirst();
    assertThat(change).isBetween(21, 26);
  }

  @Test
  void ignoresALoadThatMovesForLessThanTheDwellTime() {
    double[] a = steady(60, 10);
    double[] b = steady(60, 0);
    for (int slot = 20; slot < 25; slot++) {
      a[slot] = 0;
      b[slot] = 10;
    }
    PlanningProblem problem = problem(60, 2, WHOLE, List.of(tenant("a", 1, a), tenant("b", 1, b)));
    assertThat(PlayedRun.of(problem, reactive(6), 60).laterPlans()).isEmpty();
    assertThat(PlayedRun.of(problem, reactive(1), 60).laterPlans()).isNotEmpty();
  }

  @Test
  void plansOnceAWindowWhileLoadIsSteady() {
    PlanningProblem problem =
        problem(
            30,
            2,
            Gpus.placements(Gpus.A30),
            List.of(tenant("a", 1, steady(30, 12)), tenant("b", 0.8, steady(30, 17))));
    PlayedRun run = PlayedRun.of(problem, reactive(3), 90);
    assertThat(run.laterPlans()).containsExactly(30, 60);
    assertThat(run.plans.get(60).instances()).allMatch(PlannedInstance::inherited);
  }

  @Test
  void keepsInstancesThatAreStillOfUse() {
    double[] b = steady(60, 0);
    Arrays.fill(b, 20, 60, 20);
    PlanningProblem problem =
        problem(
            60,
            2,
            Gpus.placements(Gpus.A30),
            List.of(tenant("a", 1, steady(60, 20)), tenant("b", 1, b)));
    PlayedRun run = PlayedRun.of(problem, reactive(2), 60);
    assertThat(run.laterPlans()).isNotEmpty();
    List<PlannedInstance> last = run.plans.get(run.laterPlans().getLast()).instances();
    assertThat(last.stream().filter(i -> i.task().equals(INFER_A)))
        .hasSize(2)
        .allMatch(PlannedInstance::inherited);
    assertThat(last.stream().filter(i -> i.task().equals(INFER_B))).hasSize(2);
  }

  @Test
  void retrainsOnTheSmallestProfileWhenLoadLeavesRoom() {
    PlanningProblem problem =
        problem(
            40,
            2,
            Gpus.placements(Gpus.A30),
            List.of(retrainable(tenant("a", 0.5, steady(40, 10)), 10, 0.9, false)));
    Plan plan = reactive(3).plan(problem);
    assertThat(plan.retrainings())
        .singleElement()
        .satisfies(
            r -> {
              assertThat(r.placement().profile().key()).isEqualTo("1g");
              assertThat(r.from()).isZero();
              assertThat(r.to()).isEqualTo(12);
            });
    assertThat(plan.instances()).extracting(PlannedInstance::task).contains(INFER_A);
  }

  @Test
  void takesALargerProfileWhereTheSmallestWouldNotEndInTime() {
    RetrainingOption option =
        new RetrainingOption(
            "full", 0.9, Map.of(Gpus.A30.profile("1g"), 39, Gpus.A30.profile("2g"), 20));
    PlanningProblem problem =
        problem(
            40,
            2,
            Gpus.placements(Gpus.A30),
            List.of(tenant("a", 0.5, steady(40, 10)).withOptions(List.of(option))));
    assertThat(reactive(3).plan(problem).retrainings())
        .singleElement()
        .satisfies(r -> assertThat(r.placement().profile().key()).isEqualTo("2g"));
  }

  @Test
  void prefersTheChoiceThatGainsMostForWhatItTakes() {
    List<RetrainingOption> options =
        List.of(
            new RetrainingOption("long", 0.92, Map.of(Gpus.A30.profile("1g"), 30)),
            new RetrainingOption("short", 0.9, Map.of(Gpus.A30.profile("1g"), 5)),
            new RetrainingOption("worse", 0.4, Map.of(Gpus.A30.profile("1g"), 1)));
    PlanningProblem problem =
        problem(
            40,
            2,
            Gpus.placements(Gpus.A30),
            List.of(tenant("a", 0.5, steady(40, 10)).withOptions(options)));
    assertThat(reactive(3).plan(problem).retrainings())
        .extracting(PlannedInstance::task)
        .containsExactly(new Task.Retrain("a", "short"));
  }

  @Test
  void takesTheLargestGainIfToldToRetrainSoon() {
    List<RetrainingOption> options =
        List.of(
            new RetrainingOption(
                "full", 0.9, Map.of(Gpus.A30.profile("1g"), 20, Gpus.A30.profile("2g"), 10)),
            new RetrainingOption("brief", 0.6, Map.of(Gpus.A30.profile("1g"), 1)));
    PlanningProblem problem =
        problem(
            40,
            2,
            Gpus.placements(Gpus.A30),
            List.of(tenant("a", 0.5, steady(40, 10)).withOptions(options)));
    ReactivePlanner.Settings settings =
        ReactivePlanner.Settings.standard().withRetraining(Retraining.SOON);
    // (0.9 - 0.5) * 28 slots on a half beats 18 slots on a quarter and 0.1 * 37 of the other.
    assertThat(new ReactivePlanner(settings).plan(problem).retrainings())
        .singleElement()
        .satisfies(
            r -> {
              assertThat(r.task()).isEqualTo(new Task.Retrain("a", "full"));
              assertThat(r.placement().profile().key()).isEqualTo("2g");
            });
  }

  @Test
  void doesNotRetrainWhileLoadNeedsEverySlice() {
    PlanningProblem problem =
        problem(
            40,
            2,
            Gpus.placements(Gpus.A30),
            List.of(retrainable(tenant("a", 0.5, steady(40, 40)), 10, 0.9, false)));
    assertThat(PlayedRun.of(problem, reactive(3), 40).plans.values())
        .allMatch(plan -> plan.retrainings().isEmpty());
  }

  @Test
  void retrainsOnceLoadHasFallen() {
    double[] a = steady(60, 40);
    Arrays.fill(a, 20, 60, 10);
    PlanningProblem problem =
        problem(
            60,
            2,
            Gpus.placements(Gpus.A30),
            List.of(retrainable(tenant("a", 0.5, a), 10, 0.9, false)));
    PlayedRun run = PlayedRun.of(problem, reactive(3), 60);
    int start = run.laterPlans().getFirst();
    assertThat(start).isBetween(22, 28);
    assertThat(run.plans.get(start).retrainings()).hasSize(1);
  }

  @Test
  void givesAwayAtOnceWhatARetrainingLeaves() {
    PlanningProblem problem =
        problem(
            60,
            2,
            Gpus.placements(Gpus.A30),
            List.of(retrainable(tenant("a", 0.5, steady(60, 30)), 10, 0.9, false)));
    PlayedRun run = PlayedRun.of(problem, reactive(20), 60);
    // Retrained from slot 0 to 12; with a dwell time of 20 it would else wait until slot 32.
    assertThat(run.laterPlans()).containsExactly(12);
    assertThat(run.plans.get(12).instances()).hasSize(4).allMatch(i -> i.task().equals(INFER_A));
  }

  @Test
  void retrainsOnceAWindow() {
    PlanningProblem problem =
        problem(
            30,
            2,
            Gpus.placements(Gpus.A30),
            List.of(retrainable(tenant("a", 0.5, steady(30, 10)), 4, 0.9, false)));
    PlayedRun run = PlayedRun.of(problem, reactive(1), 30);
    long begun =
        run.plans.values().stream()
            .flatMap(plan -> plan.retrainings().stream())
            .filter(r -> !r.inherited())
            .count();
    assertThat(begun).isEqualTo(1);
  }

  @Test
  void keepsAPendingSetUp() {
    PlanningProblem problem =
        problem(
            20, 5, WHOLE, List.of(tenant("a", 1, steady(20, 10))), serving("a", at("4g", 0), 3));
    assertThat(reactive(3).plan(problem).instances())
        .containsExactly(new PlannedInstance(at("4g", 0), INFER_A, 0, 3, 20, true));
  }

  @Test
  void servesWhomItCanWhenThereAreMoreTenantsThanPlaces() {
    List<TenantOutlook> many =
        List.of(
            tenant("a", 0.5, steady(30, 10)),
            tenant("b", 0.9, steady(30, 10)),
            tenant("c", 0.7, steady(30, 10)));
    Plan plan = reactive(3).plan(problem(30, 2, List.of(at("2g", 0), at("2g", 2)), many));
    assertThat(plan.instances())
        .extracting(PlannedInstance::task)
        .containsExactlyInAnyOrder(INFER_B, new Task.Infer("c"));
  }

  @Test
  void hasNothingToDoWithoutTenants() {
    assertThat(reactive(3).plan(problem(5, 1, WHOLE, List.of())).instances()).isEmpty();
  }

  @Test
  void refusesSettingsThatMakeNoSense() {
    assertThatThrownBy(() -> new ReactivePlanner.Settings(0, 3, 60, 0.01, Retraining.SOON))
        .hasMessageContaining("memory is 0; expected at least 1");
    assertThatThrownBy(() -> new ReactivePlanner.Settings(5, 3, 60, Double.NaN, Retraining.SOON))
        .hasMessageContaining("leastGain is NaN");
  }

  /** All load moves from one tenant to the other in slot 20. */
  private static PlanningProblem moving() {
    double[] a = steady(60, 0);
    double[] b = steady(60, 0);
    Arrays.fill(a, 0, 20, 10);
    Arrays.fill(b, 20, 60, 10);
    return problem(60, 2, WHOLE, List.of(tenant("a", 1, a), tenant("b", 1, b)));
  }

  private static ReactivePlanner reactive(int dwell) {
    return new ReactivePlanner(ReactivePlanner.Settings.standard().withDwell(dwell));
  }
}
