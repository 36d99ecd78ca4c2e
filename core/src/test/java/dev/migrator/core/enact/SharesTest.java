package dev.migrator.core.enact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.MpsGpu;
import dev.migrator.core.model.ObservedInstance;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Rules;
import dev.migrator.core.model.Snapshot;
import dev.migrator.core.model.Step;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Ten slots on a GPU that is shared by MPS, set-up takes 3 of them. Tenants a and b answer one
 * request a slot with each granule and may be retrained in 4 slots.
 */
class SharesTest {
  private static final GpuModel GPU =
      MpsGpu.of(
          new GpuModel(
              "G",
              List.of(),
              8,
              7,
              List.of(
                  new Profile(
                      "G",
                      "7g",
                      "7g",
                      7,
                      8,
                      1,
                      OptionalInt.empty(),
                      OptionalInt.empty(),
                      List.of(0),
                      Duration.ZERO,
                      Duration.ZERO))));
  private static final Task A = new Task.Infer("a");
  private static final Task B = new Task.Infer("b");
  private static final Task TRAIN_A = new Task.Retrain("a", "full");
  private static final Task TRAIN_B = new Task.Retrain("b", "full");
  private static final Rules RULES = new Rules(true, 0, 10);

  @Test
  void shareIsServedByTheOldProcessUntilTheNewOneIsReady() {
    PlannedInstance old = planned(0, 20, A, 0, 3, 8);
    PlannedInstance smaller = planned(0, 10, A, 5, 8, 10);
    PlannedInstance other = planned(10, 10, B, 5, 8, 10);

    assertThat(violations(old, smaller, other)).isEmpty();
    assertThat(PlanCheck.value(problem(), List.of(old, smaller, other)))
        .isEqualTo(5 * 15 + 2 * 10 + 2 * 10);
  }

  @Test
  void refusesSharesThatOverlapWhileBothAreReady() {
    assertThat(violations(planned(0, 12, A, 0, 3, 10), planned(11, 9, B, 0, 3, 10)))
        .containsExactly(
            "mps-60%@0 (infer a, slots 0 to 10): slices in slot 3 is shared with"
                + " mps-45%@11 (infer b, slots 0 to 10); expected slices of its own.");
    assertThat(violations(planned(0, 12, A, 0, 3, 9), planned(11, 9, B, 5, 8, 10)))
        .singleElement()
        .asString()
        .contains("slices in slot 8 is shared");
  }

  @Test
  void fullGpuIsHandedOverToAsManyAsLike() {
    assertThat(
            violations(
                planned(0, 10, A, 0, 3, 6),
                planned(10, 10, B, 0, 3, 6),
                planned(0, 10, B, 3, 6, 10),
                planned(10, 10, A, 3, 6, 10)))
        .isEmpty();
  }

  @Test
  void retrainingTakesAShareFromInferenceAndGivesItBack() {
    assertThat(
            violations(
                planned(0, 20, A, 0, 3, 5),
                planned(0, 8, TRAIN_A, 2, 5, 9),
                planned(8, 12, A, 2, 5, 10),
                planned(0, 8, B, 6, 9, 10)))
        .isEmpty();
  }

  @Test
  void noRetrainingIsSetUpOnTheShareOfAnotherWhoseEndIsOnlyEstimated() {
    assertThat(violations(planned(0, 8, TRAIN_A, 0, 3, 7), planned(0, 8, TRAIN_B, 3, 6, 10)))
        .isNotEmpty();
    PlanningProblem late = problem(training(0, 8, "a", 0, 4));
    assertThat(
            check(
                late,
                new PlannedInstance(at(0, 8), TRAIN_A, 0, 0, 4, true),
                planned(0, 8, TRAIN_B, 1, 4, 8)))
        .singleElement()
        .asString()
        .contains("slices in slot 1 is shared");
    assertThat(
            check(
                problem(training(0, 8, "a", 0, 3)),
                new PlannedInstance(at(0, 8), TRAIN_A, 0, 0, 3, true),
                planned(0, 8, TRAIN_B, 3, 6, 10)))
        .isEmpty();
  }

  @Test
  void inheritsAHandoverUnderWay() {
    PlanningProblem problem =
        problem(serving(0, 20, "a", 0), serving(0, 5, "a", 2), training(5, 15, "b", 2, 6));

    assertThat(
            check(
                problem,
                new PlannedInstance(at(0, 20), A, 0, 0, 2, true),
                new PlannedInstance(at(0, 5), A, 0, 2, 10, true),
                new PlannedInstance(at(5, 15), TRAIN_B, 0, 2, 6, true)))
        .isEmpty();
    assertThat(
            check(
                problem,
                new PlannedInstance(at(0, 20), A, 0, 0, 3, true),
                new PlannedInstance(at(5, 15), TRAIN_B, 0, 2, 6, true)))
        .singleElement()
        .asString()
        .contains("slices in slot 2 is shared");
    assertThat(check(problem, new PlannedInstance(at(5, 15), TRAIN_B, 0, 0, 6, true)))
        .singleElement()
        .asString()
        .contains("ready is 0; expected 2, for it is running");
  }

  @Test
  void refusesAProblemInWhichTwoRetrainingsHoldOneShare() {
    assertThatThrownBy(() -> problem(training(0, 10, "a", 0, 5), training(5, 10, "b", 2, 8)))
        .hasMessageContaining("expected a legal layout");
  }

  @Test
  void handsOverInOneSlotAsSoonAsTheNewOneIsReady() {
    List<PlannedInstance> plan =
        List.of(
            planned(0, 20, A, 0, 0, 5), planned(0, 9, A, 2, 5, 10), planned(9, 11, B, 2, 5, 10));
    ObservedInstance old = observed("old", 0, 20, A, InstanceState.READY, true);

    assertThat(steps(plan, 2, old))
        .containsExactly(
            new Step.Create("t2-mps-45%@0-0", at(0, 9)),
            new Step.Start("t2-mps-45%@0-0", A),
            new Step.Create("t2-mps-55%@9-2", at(9, 11)),
            new Step.Start("t2-mps-55%@9-2", B));
    ObservedInstance a = observed("a", 0, 9, A, InstanceState.STARTING, false);
    ObservedInstance b = observed("b", 9, 11, B, InstanceState.STARTING, false);
    assertThat(steps(plan, 4, old, a, b)).isEmpty();
    assertThat(steps(plan, 5, old, ready(a), ready(b)))
        .containsExactly(
            new Step.Drain("old"),
            new Step.Destroy("old"),
            new Step.Admit("a"),
            new Step.Admit("b"));
  }

  @Test
  void servesOnWhileNoneOfTheSuccessorsIsReady() {
    List<PlannedInstance> plan =
        List.of(
            planned(0, 20, A, 0, 0, 5), planned(0, 9, A, 2, 5, 10), planned(9, 11, B, 2, 5, 10));
    ObservedInstance old = observed("old", 0, 20, A, InstanceState.READY, true);
    ObservedInstance a = observed("a", 0, 9, A, InstanceState.STARTING, false);
    ObservedInstance b = observed("b", 9, 11, B, InstanceState.STARTING, false);

    assertThat(steps(plan, 6, old, a, b)).isEmpty();
    assertThat(steps(plan, 6, old, ready(a), b))
        .containsExactly(new Step.Drain("old"), new Step.Destroy("old"), new Step.Admit("a"));
  }

  @Test
  void processThatIsReadyWaitsForARetrainingThatIsLate() {
    List<PlannedInstance> plan =
        List.of(planned(0, 20, TRAIN_B, 0, 0, 5), planned(0, 20, A, 2, 5, 10));
    ObservedInstance late = observed("late", 0, 20, TRAIN_B, InstanceState.READY, false);
    ObservedInstance a = observed("a", 0, 20, A, InstanceState.READY, false);

    assertThat(steps(plan, 6, late, a)).isEmpty();
    assertThat(steps(plan, 7, a)).containsExactly(new Step.Admit("a"));
  }

  @Test
  void retrainingThatTrainsHasItsShareToItself() {
    List<PlannedInstance> plan =
        List.of(planned(0, 20, A, 0, 0, 5), planned(0, 20, TRAIN_B, 2, 5, 9));
    ObservedInstance old = observed("old", 0, 20, A, InstanceState.READY, true);
    ObservedInstance early = observed("early", 0, 20, TRAIN_B, InstanceState.READY, false);

    assertThat(steps(plan, 4, old, early)).containsExactly(new Step.Withhold("old"));
    assertThat(steps(plan, 5, old, early))
        .containsExactly(new Step.Drain("old"), new Step.Destroy("old"));
  }

  private static List<Step> steps(
      List<PlannedInstance> plan, int slot, ObservedInstance... observed) {
    Snapshot snapshot = new Snapshot(slot, List.of(observed), List.of());
    return Enactor.steps(new Plan("p", 10, plan, 0, 0), slot, snapshot, Set.of(), RULES);
  }

  private static ObservedInstance observed(
      String id, int start, int granules, Task task, InstanceState state, boolean admitted) {
    Duration left = Duration.ofSeconds(task instanceof Task.Retrain ? 3 : 0);
    return new ObservedInstance(
        id, at(start, granules), task, state, Duration.ZERO, admitted, left);
  }

  private static ObservedInstance ready(ObservedInstance one) {
    return new ObservedInstance(
        one.id(),
        one.placement(),
        one.task(),
        InstanceState.READY,
        one.age(),
        one.admitted(),
        one.remaining());
  }

  private static List<String> violations(PlannedInstance... instances) {
    return check(problem(), instances);
  }

  private static List<String> check(PlanningProblem problem, PlannedInstance... instances) {
    List<PlannedInstance> all = List.of(instances);
    double value = PlanCheck.value(problem, all);
    return PlanCheck.violations(problem, new Plan("p", 10, all, value, value));
  }

  private static PlanningProblem problem(Inherited... inherited) {
    return new PlanningProblem(
        List.of(GPU),
        GpuModel.placements(GPU.profiles()),
        10,
        GPU.profiles().stream().collect(Collectors.toMap(p -> p, _ -> 3)),
        List.of(tenant("a", 15), tenant("b", 30)),
        List.of(inherited),
        RULES);
  }

  private static TenantOutlook tenant(String name, double arrivals) {
    double[] counts = new double[10];
    Arrays.fill(counts, arrivals);
    Map<Profile, Double> capacity =
        GPU.profiles().stream().collect(Collectors.toMap(p -> p, p -> 1.0 * p.memorySlices()));
    RetrainingOption full =
        new RetrainingOption(
            "full", 1, GPU.profiles().stream().collect(Collectors.toMap(p -> p, _ -> 4)));
    return new TenantOutlook(name, 1, 1, counts, capacity, List.of(full), false, 0);
  }

  private static Placement at(int start, int granules) {
    return new Placement(MpsGpu.share(GPU, granules), start);
  }

  private static PlannedInstance planned(
      int start, int granules, Task task, int from, int ready, int to) {
    return new PlannedInstance(at(start, granules), task, from, ready, to, false);
  }

  private static Inherited serving(int start, int granules, String tenant, int readyAt) {
    return new Inherited.Serving(at(start, granules), new Task.Infer(tenant), readyAt);
  }

  private static Inherited training(
      int start, int granules, String tenant, int trainsFrom, int endsAt) {
    return new Inherited.Retraining(
        at(start, granules), new Task.Retrain(tenant, "full"), trainsFrom, endsAt, 1);
  }
}
