package dev.migrator.core.enact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Pausing;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/**
 * Ten slots on a GPU of four slices. Tenant a answers 10 requests a slot on 1g and 18 on 2g, and
 * may be retrained in 3 slots on 1g; 15 requests arrive in each slot. Tenant b has to be retrained,
 * in 4 slots on 2g. Set-up takes 2 slots on 1g and 3 on 2g.
 */
class PlanCheckTest {
  private static final Profile P1 = profile("1g", 1, 3, 0, 1, 2, 3);
  private static final Profile P1ME = profile("1g+me", 1, 2, 0, 1, 2, 3);
  private static final Profile P2 = profile("2g", 2, 2, 0, 2);
  private static final GpuModel GPU = new GpuModel("G", List.of(), 4, 4, List.of(P1, P1ME, P2));
  private static final Task A = new Task.Infer("a");
  private static final Task B = new Task.Infer("b");
  private static final Task TRAIN_A = new Task.Retrain("a", "short");
  private static final Task TRAIN_B = new Task.Retrain("b", "long");
  private static final PlannedInstance B_TRAINED = planned(P2, 2, TRAIN_B, 0, 3, 7);

  @Test
  void findsNothingWrongWithAFairPlan() {
    check(problem(), planned(P1, 0, A, 0, 2, 10), planned(P1, 1, TRAIN_A, 0, 2, 5), B_TRAINED);
  }

  @Test
  void addsUpWhatIsServedByEachModelAndWhatComesAfter() {
    PlannedInstance serves = planned(P1, 0, A, 0, 2, 10);
    PlannedInstance trains = planned(P1, 1, TRAIN_A, 0, 2, 5);

    double value = PlanCheck.value(problem(), List.of(serves, trains, B_TRAINED));

    double a = 2 * (3 * 10 * .5 + 5 * 10 * .8 + 100 * .8);
    double b = 1 * 50 * .9;
    assertThat(value).isCloseTo(a + b - 1, within(1e-9));
  }

  @Test
  void creditsARetrainingThatEndsWithTheHorizonOnlyAfterwards() {
    List<PlannedInstance> plan = List.of(planned(P1, 1, TRAIN_A, 5, 7, 10));

    assertThat(PlanCheck.value(problem(), plan)).isCloseTo(2 * 100 * .8 + 50 * .6, within(1e-9));
  }

  @Test
  void servesNoMoreThanArrives() {
    List<PlannedInstance> plan = List.of(planned(P2, 0, A, 0, 3, 10));

    assertThat(PlanCheck.value(problem(), plan))
        .isCloseTo(2 * (7 * 15 * .5 + 100 * .5) + 50 * .6 - 1, within(1e-9));
  }

  @Test
  void silencesATenantDuringSetUpOnlyWithoutPreInitialization() {
    List<PlannedInstance> plan = List.of(planned(P1, 0, A, 0, 2, 10), planned(P1, 1, A, 4, 6, 10));
    double rest = 2 * 100 * .5 + 50 * .6 - 2;

    assertThat(PlanCheck.value(problem(), plan))
        .isCloseTo(2 * .5 * (4 * 10 + 4 * 15) + rest, within(1e-9));
    assertThat(PlanCheck.value(problem(false), plan))
        .isCloseTo(2 * .5 * (2 * 10 + 4 * 15) + rest, within(1e-9));
  }

  @Test
  void retrainingSilencesNobody() {
    List<PlannedInstance> plan =
        List.of(planned(P1, 0, A, 0, 2, 10), planned(P1, 1, TRAIN_A, 3, 5, 8));

    assertThat(PlanCheck.value(problem(false), plan))
        .isEqualTo(PlanCheck.value(problem(true), plan));
  }

  @Test
  void inheritedInstancesCostNoSetUp() {
    PlanningProblem problem = problem(true, serving(P1, 0, "a", 1));

    assertThat(PlanCheck.value(problem, List.of(inherited(P1, 0, A, 1, 10))))
        .isCloseTo(2 * (9 * 10 * .5 + 100 * .5) + 50 * .6, within(1e-9));
  }

  @Test
  void runningRetrainingLiftsTheAccuracyWhenItEnds() {
    PlanningProblem problem =
        problem(
            true, serving(P1, 0, "a", 0), training(P1, 1, "a", 4, .7), training(P2, 2, "b", 12, 1));
    PlannedInstance serves = inherited(P1, 0, A, 0, 10);
    PlannedInstance a = inherited(P1, 1, TRAIN_A, 0, 4);
    PlannedInstance b = inherited(P2, 2, TRAIN_B, 0, 12);

    assertThat(PlanCheck.value(problem, List.of(serves, a, b)))
        .isCloseTo(2 * (4 * 10 * .5 + 6 * 10 * .7 + 100 * .7) + 50 * .6, within(1e-9));
    check(problem, serves, a, b);
  }

  @Test
  void refusesToValueAnUnknownChoice() {
    PlannedInstance unknown = planned(P1, 0, new Task.Retrain("a", "deep"), 0, 2, 5);

    assertThatThrownBy(() -> PlanCheck.value(problem(), List.of(unknown)))
        .hasMessage("a: no retraining option deep.");
  }

  @Test
  void namesSlicesThatTwoInstancesShare() {
    check(
        problem(),
        List.of(planned(P1, 0, A, 0, 2, 6), planned(P2, 0, A, 4, 7, 10), B_TRAINED),
        "1g@0 (infer a, slots 0 to 6): slices in slot 4 is shared with 2g@0 (infer a, slots 4 to"
            + " 10); expected slices of its own.");
  }

  @Test
  void allowsSlicesToBeTakenOneAfterTheOther() {
    check(problem(), planned(P1, 0, A, 0, 2, 4), planned(P2, 0, A, 4, 7, 10), B_TRAINED);
  }

  @Test
  void countsTheInstancesOfAProfile() {
    PlanningProblem problem =
        problem(true, GpuModel.placements(GPU.profiles()), training(P1, 3, "b", 9, 1));

    check(
        problem,
        List.of(
            inherited(P1, 3, TRAIN_B, 0, 9),
            planned(P1, 0, A, 0, 2, 9),
            planned(P1, 1, A, 1, 3, 9),
            planned(P1, 2, A, 2, 4, 9)),
        "1g: instances in slot 2 is 4; expected at most 3.");
  }

  @Test
  void allowsOneHolderOfMediaExtensions() {
    check(
        problem(),
        List.of(planned(P1ME, 0, A, 0, 2, 9), planned(P1ME, 1, A, 3, 5, 9), B_TRAINED),
        "+me: instances in slot 3 is 2; expected at most 1.");
  }

  @Test
  void knowsOnlyTheProblemsPlacements() {
    PlanningProblem problem = problem(true, training(P2, 0, "b", 9, 1));
    PlannedInstance b = inherited(P2, 0, TRAIN_B, 0, 9);

    check(
        problem,
        List.of(planned(P1, 3, A, 0, 2, 9), b),
        "1g@3 (infer a, slots 0 to 9): placement is 1g@3; expected one of [1g@0, 1g+me@0, 2g@0,"
            + " 1g@1, 1g+me@1, 1g@2, 1g+me@2, 2g@2].");
  }

  @Test
  void demandsExactlyTheProfilesSetUp() {
    for (int ready : List.of(1, 3)) {
      check(
          problem(),
          List.of(planned(P1, 0, A, 0, ready, 9), B_TRAINED),
          "1g@0 (infer a, slots 0 to 9): ready - from is %d; expected the profile's set-up of 2 slots."
              .formatted(ready));
    }
  }

  @Test
  void inferenceEndsWithTheHorizon() {
    check(
        problem(),
        List.of(planned(P1, 0, A, 0, 2, 11), B_TRAINED),
        "1g@0 (infer a, slots 0 to 11): to is 11; expected at most 10.");
  }

  @Test
  void inheritedInstancesMustHaveExisted() {
    PlanningProblem problem = problem(true, serving(P1, 0, "a", 0));

    check(
        problem,
        List.of(inherited(P1, 0, B, 0, 9), B_TRAINED),
        "1g@0 (infer b, slots 0 to 9): inherited is true; expected one of the problem's inherited"
            + " instances "
            + problem.inherited()
            + ".");
  }

  @Test
  void inheritedInstancesAreReadyWhenTheyWereGoingToBe() {
    PlanningProblem problem = problem(true, serving(P1, 0, "a", 2));
    PlannedInstance late = new PlannedInstance(new Placement(P1, 0), A, 1, 2, 9, true);

    check(
        problem,
        List.of(inherited(P1, 0, A, 0, 9), B_TRAINED),
        "1g@0 (infer a, slots 0 to 9): ready is 0; expected 2, as inherited.");
    check(
        problem,
        List.of(late, B_TRAINED),
        "1g@0 (infer a, slots 1 to 9): from is 1; expected 0, for it is inherited.");
  }

  @Test
  void runningRetrainingCannotBeStoppedOrCutShort() {
    PlanningProblem problem = problem(true, training(P2, 2, "b", 6, 1));

    check(
        problem,
        List.of(),
        "Retrain[tenant=b, choice=long] on 2g@2: present is false; expected true, for a running"
            + " retraining cannot be stopped.");
    check(
        problem,
        List.of(inherited(P2, 2, TRAIN_B, 0, 5)),
        "2g@2 (retrain b long, slots 0 to 5): to is 5; expected 6, for a retraining keeps its"
            + " instance until it ends.");
  }

  @Test
  void retrainingLastsAsLongAsItsChoiceOnThatProfile() {
    check(
        problem(),
        List.of(planned(P1, 0, TRAIN_A, 0, 2, 6), B_TRAINED),
        "1g@0 (retrain a short, slots 0 to 6): to - ready is 4; expected 3 slots of training.");
  }

  @Test
  void retrainingRunsOnlyWhereItCan() {
    check(
        problem(),
        List.of(planned(P2, 0, TRAIN_A, 0, 3, 6), B_TRAINED),
        "2g@0 (retrain a short, slots 0 to 6): profile is 2g; expected one that can run short.",
        "2g@0 (retrain a short, slots 0 to 6): to - ready is 3; expected 0 slots of training.");
  }

  @Test
  void retrainingEndsWithinTheHorizon() {
    check(
        problem(),
        List.of(planned(P1, 0, TRAIN_A, 6, 8, 11), B_TRAINED),
        "1g@0 (retrain a short, slots 6 to 11): to is 11; expected at most 10, by which retrainings"
            + " must have ended.");
  }

  @Test
  void knowsItsTenantsAndChoices() {
    check(
        problem(),
        List.of(
            planned(P1, 0, new Task.Infer("c"), 0, 2, 9),
            planned(P1, 1, new Task.Retrain("a", "deep"), 0, 2, 9),
            B_TRAINED),
        "1g@0 (infer c, slots 0 to 9): tenant is c; expected one of [a, b].",
        "1g@1 (retrain a deep, slots 0 to 9): choice is deep; expected one of [short].");
  }

  @Test
  void retrainsATenantOnce() {
    check(
        problem(),
        List.of(planned(P1, 0, TRAIN_A, 0, 2, 5), planned(P1, 1, TRAIN_A, 0, 2, 5), B_TRAINED),
        "a: retrainings started is 2; expected at most 1.");
    check(
        problem(true, training(P1, 1, "a", 4, .7)),
        List.of(planned(P1, 0, TRAIN_A, 0, 2, 5), inherited(P1, 1, TRAIN_A, 0, 4), B_TRAINED),
        "a: retrainings started is 1; expected 0, for one is running.");
  }

  @Test
  void missesARetrainingThatIsOwedAndWouldFit() {
    check(
        problem(),
        List.of(planned(P1, 0, A, 0, 2, 9)),
        "b: retrainings started is 0; expected 1, for it must be retrained and would fit: 2g@0"
            + " (retrain b long, slots 0 to 7).");
  }

  @Test
  void forgivesARetrainingThatFitsNowhere() {
    Inherited left = training(P2, 0, "a", 4, .7);
    Inherited right = training(P1, 2, "a", 4, .7);
    PlanningProblem problem = problem(true, left, right);

    check(problem, inherited(P2, 0, TRAIN_A, 0, 4), inherited(P1, 2, TRAIN_A, 0, 4));
  }

  @Test
  void doesNotTakeAPlansWordForItsWorth() {
    List<PlannedInstance> instances = List.of(B_TRAINED);
    double value = PlanCheck.value(problem(), instances);

    assertThat(violations(instances, 10, value + 1, value + 1))
        .containsExactly("plan: value is %s; expected %s.".formatted(value + 1, value));
    assertThat(violations(instances, 10, Double.NaN, value)).hasSize(2);
    assertThat(violations(instances, 10, value, value - 1))
        .containsExactly(
            "plan: bound is %s; expected at least its value %s.".formatted(value - 1, value));
    assertThat(violations(instances, 9, value, value))
        .containsExactly("plan: slots is 9; expected 10.");
  }

  @Test
  void allowsARetrainingInSegmentsWherePausingIsAllowed() {
    check(
        pausing(problem()),
        B_TRAINED,
        planned(P1, 0, TRAIN_A, 0, 2, 4),
        planned(P1, 1, TRAIN_A, 4, 7, 9));
  }

  @Test
  void creditsSegmentsOnlyWhenTheLastOneEnds() {
    List<PlannedInstance> plan =
        List.of(
            planned(P1, 2, A, 0, 2, 10),
            planned(P1, 0, TRAIN_A, 0, 2, 4),
            planned(P1, 1, TRAIN_A, 4, 7, 9));

    assertThat(PlanCheck.value(pausing(problem()), plan))
        .isCloseTo(2 * (7 * 10 * .5 + 10 * .8 + 100 * .8) + 50 * .6 - 1, within(1e-9));
  }

  @Test
  void segmentsNeedPausing() {
    assertThat(
            violations(
                problem(),
                B_TRAINED,
                planned(P1, 0, TRAIN_A, 0, 2, 4),
                planned(P1, 1, TRAIN_A, 4, 7, 9)))
        .contains("a: retrainings started is 2; expected at most 1.");
  }

  @Test
  void segmentsDoAllTheWorkAndNoMore() {
    PlanningProblem problem = pausing(problem());
    PlannedInstance first = planned(P1, 0, TRAIN_A, 0, 2, 4);

    assertThat(violations(problem, B_TRAINED, first, planned(P1, 1, TRAIN_A, 4, 7, 8)))
        .anyMatch(s -> s.startsWith("a: work of its retraining's segments is 0.6"));
    assertThat(violations(problem, B_TRAINED, first, planned(P1, 1, TRAIN_A, 4, 7, 10)))
        .anyMatch(s -> s.contains("the last segment is no longer than needed"));
  }

  @Test
  void segmentsReadAndWriteTheirCheckpoint() {
    PlanningProblem problem = pausing(problem());

    assertThat(
            violations(
                problem,
                B_TRAINED,
                planned(P1, 0, TRAIN_A, 0, 2, 3),
                planned(P1, 1, TRAIN_A, 4, 6, 9)))
        .contains(
            "1g@0 (retrain a short, slots 0 to 3): slots of training is 0; expected at least 1.",
            "1g@1 (retrain a short, slots 4 to 9): ready - from is 2; expected the profile's"
                + " set-up of 2 slots and 1 to read the checkpoint.");
  }

  @Test
  void segmentsFollowEachOther() {
    assertThat(
            violations(
                pausing(problem()),
                B_TRAINED,
                planned(P1, 0, TRAIN_A, 0, 2, 4),
                planned(P1, 1, TRAIN_A, 3, 6, 8)))
        .contains(
            "1g@1 (retrain a short, slots 3 to 8): from is 3; expected at least 4, the end of the"
                + " segment before it.");
  }

  @Test
  void aRunningRetrainingIsCutOnlyIfItGoesOnLater() {
    PlanningProblem problem = pausing(problem(true, training(P1, 1, "a", 3, .8)));
    TenantOutlook a = problem.tenants().getFirst();
    RetrainingOption rest = new RetrainingOption("short", .8, Map.of(P1, 3), true);
    problem =
        problem.with(
            List.of(a.withOptions(List.of(rest)), problem.tenants().getLast()),
            problem.inherited());
    PlannedInstance cut = inherited(P1, 1, TRAIN_A, 0, 2);

    assertThat(violations(problem, B_TRAINED, cut, planned(P1, 0, TRAIN_A, 2, 5, 7))).isEmpty();
    assertThat(violations(problem, B_TRAINED, cut))
        .anyMatch(s -> s.startsWith("a: work of its retraining's segments is 0.6"));
    assertThat(violations(problem, B_TRAINED, inherited(P1, 1, TRAIN_A, 0, 3))).isEmpty();
  }

  private static List<String> violations(PlanningProblem problem, PlannedInstance... plan) {
    double value = PlanCheck.value(problem, List.of(plan));
    return PlanCheck.violations(
        problem, new Plan("test", problem.slots(), List.of(plan), value, value));
  }

  private static PlanningProblem pausing(PlanningProblem problem) {
    return problem.with(problem.rules().withPausing(Optional.of(new Pausing(1, 1))));
  }

  private static List<String> violations(
      List<PlannedInstance> instances, int slots, double value, double bound) {
    return PlanCheck.violations(problem(), new Plan("test", slots, instances, value, bound));
  }

  private static void check(PlanningProblem problem, PlannedInstance... fair) {
    check(problem, List.of(fair));
  }

  /** The plan has exactly these violations, if its value is that of its instances or unknown. */
  private static void check(
      PlanningProblem problem, List<PlannedInstance> instances, String... violations) {
    double value = violations.length == 0 ? PlanCheck.value(problem, instances) : 0;
    Plan plan = new Plan("test", problem.slots(), instances, value, value);
    assertThat(PlanCheck.violations(problem, plan)).containsExactly(violations);
  }

  private static PlanningProblem problem() {
    return problem(true);
  }

  private static PlanningProblem problem(boolean preInitialization, Inherited... inherited) {
    return problem(
        preInitialization,
        GpuModel.placements(GPU.profiles()).stream().filter(p -> !isLast(p)).toList(),
        inherited);
  }

  private static PlanningProblem problem(
      boolean preInitialization, List<Placement> placements, Inherited... inherited) {
    double[] arrivals = new double[10];
    Arrays.fill(arrivals, 15);
    TenantOutlook a =
        new TenantOutlook(
            "a",
            2,
            .5,
            arrivals,
            Map.of(P1, 10.0, P1ME, 10.0, P2, 18.0),
            List.of(new RetrainingOption("short", .8, Map.of(P1, 3))),
            false,
            100);
    TenantOutlook b =
        new TenantOutlook(
            "b",
            1,
            .6,
            new double[10],
            Map.of(P1, 10.0),
            List.of(new RetrainingOption("long", .9, Map.of(P2, 4))),
            true,
            50);
    return new PlanningProblem(
        GPU,
        placements,
        10,
        Map.of(P1, 2, P1ME, 2, P2, 3),
        List.of(a, b),
        List.of(inherited),
        preInitialization,
        1);
  }

  /** The single slice at the end may not be used. */
  private static boolean isLast(Placement placement) {
    return placement.start() == 3;
  }

  private static PlannedInstance planned(
      Profile profile, int start, Task task, int from, int ready, int to) {
    return new PlannedInstance(new Placement(profile, start), task, from, ready, to, false);
  }

  private static PlannedInstance inherited(
      Profile profile, int start, Task task, int ready, int to) {
    return new PlannedInstance(new Placement(profile, start), task, 0, ready, to, true);
  }

  private static Inherited serving(Profile profile, int start, String tenant, int readyAt) {
    return new Inherited.Serving(new Placement(profile, start), new Task.Infer(tenant), readyAt);
  }

  private static Inherited training(
      Profile profile, int start, String tenant, int endsAt, double accuracyAfter) {
    String choice = tenant.equals("a") ? "short" : "long";
    return new Inherited.Retraining(
        new Placement(profile, start), new Task.Retrain(tenant, choice), endsAt, accuracyAfter);
  }

  private static Profile profile(String key, int slices, int most, Integer... starts) {
    return new Profile(
        "test",
        key,
        key,
        slices,
        slices,
        most,
        OptionalInt.empty(),
        OptionalInt.empty(),
        List.of(starts),
        Duration.ZERO,
        Duration.ZERO);
  }
}
