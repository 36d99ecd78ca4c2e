package dev.migrator.solver;

import static dev.migrator.fixtures.Cases.onTwo;
import static dev.migrator.fixtures.Cases.problem;
import static dev.migrator.fixtures.Cases.retrainable;
import static dev.migrator.fixtures.Cases.serving;
import static dev.migrator.fixtures.Cases.steady;
import static dev.migrator.fixtures.Cases.tenant;
import static dev.migrator.fixtures.Cases.training;
import static dev.migrator.fixtures.Cases.withAfter;
import static dev.migrator.fixtures.Cases.withPenalty;
import static dev.migrator.fixtures.Cases.withRetrainBy;
import static dev.migrator.fixtures.Cases.withoutPreInitialization;
import static dev.migrator.fixtures.Gpus.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.Demand;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.Greedy;
import dev.migrator.fixtures.Gpus;
import dev.migrator.fixtures.RandomProblems;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Worked examples, small enough to be solved by hand. */
class IlpPlannerTest {
  private static final Placement ONE = at("1g", 0);
  private static final Placement TWO = at("1g", 1);
  private static final Task A = new Task.Infer("a");

  @Test
  void servesAsSoonAsTheSetUpIsDone() {
    PlanningProblem problem = problem(5, 2, List.of(ONE), List.of(tenant("a", .5, steady(5, 10))));

    Plan plan = solve(withPenalty(problem, 1), 3 * 10 * .5 - 1);

    assertThat(plan.instances()).containsExactly(new PlannedInstance(ONE, A, 0, 2, 5, false));
  }

  @Test
  void doesNothingWhereTheSetUpCostsMoreThanItEarns() {
    PlanningProblem problem = problem(5, 2, List.of(ONE), List.of(tenant("a", .5, steady(5, 10))));

    assertThat(solve(withPenalty(problem, 16), 0).instances()).isEmpty();
  }

  @Test
  void doesNothingWhereTheHorizonIsShorterThanTheSetUp() {
    PlanningProblem problem = problem(2, 2, List.of(ONE), List.of(tenant("a", .5, steady(2, 10))));

    assertThat(solve(problem, 0).instances()).isEmpty();
  }

  @Test
  void keepsWhatIsReadyWithoutASetUp() {
    PlanningProblem problem =
        problem(5, 2, List.of(ONE), List.of(tenant("a", .5, steady(5, 10))), serving("a", ONE, 0));

    Plan plan = solve(withPenalty(problem, 1), 5 * 10 * .5);

    assertThat(plan.instances()).containsExactly(new PlannedInstance(ONE, A, 0, 0, 5, true));
  }

  @Test
  void waitsForASetUpThatHasBegun() {
    PlanningProblem problem =
        problem(5, 2, List.of(ONE), List.of(tenant("a", .5, steady(5, 10))), serving("a", ONE, 1));

    Plan plan = solve(withPenalty(problem, 1), 4 * 10 * .5);

    assertThat(plan.instances()).containsExactly(new PlannedInstance(ONE, A, 0, 1, 5, true));
  }

  @Test
  void handsAPlacementOverOnceItsTenantFallsIdle() {
    TenantOutlook a = tenant("a", 1, 10, 10, 0, 0, 0);
    TenantOutlook b = tenant("b", 1, 0, 0, 0, 0, 10);
    PlanningProblem problem = problem(5, 2, List.of(ONE), List.of(a, b), serving("a", ONE, 0));

    Plan plan = solve(withPenalty(problem, 1), 10 + 10 + 10 - 1);

    PlannedInstance handedOver = plan.instances().getLast();
    assertThat(handedOver.task()).isEqualTo(new Task.Infer("b"));
    assertThat(handedOver.from()).isEqualTo(2);
  }

  @Test
  void neverServesTwoTenantsOnOverlappingPlacements() {
    TenantOutlook a = tenant("a", 1, steady(3, 10));
    TenantOutlook b = tenant("b", .5, steady(3, 10));

    Plan plan = solve(problem(3, 1, List.of(ONE, at("2g", 0)), List.of(a, b)), 2 * 10);

    assertThat(plan.instances()).extracting(PlannedInstance::task).containsExactly(A);
  }

  @Test
  void usesOneInstanceWithMediaExtensionsAtMost() {
    List<Placement> media = List.of(at("1g+me", 0), at("1g+me", 2));

    solve(problem(3, 1, media, List.of(tenant("a", 1, steady(3, 20)))), 2 * 10);
  }

  @Test
  void retrainsOnAFreePlacementAtOnce() {
    TenantOutlook a = retrainable(tenant("a", .5, steady(6, 10)), 2, .9, false);
    PlanningProblem problem = problem(6, 1, List.of(ONE, TWO), List.of(a), serving("a", ONE, 0));

    Plan plan = solve(withPenalty(problem, 1), 3 * 10 * .5 + 3 * 10 * .9);

    Task retrain = new Task.Retrain("a", "full");
    assertThat(plan.retrainings())
        .containsExactly(new PlannedInstance(TWO, retrain, 0, 1, 3, false));
  }

  @Test
  void retrainingThatEndsWithTheHorizonCountsForWhatComesAfter() {
    TenantOutlook a = retrainable(tenant("a", .5, steady(3, 10)), 2, .9, false);
    PlanningProblem problem =
        problem(3, 1, List.of(ONE, TWO), List.of(withAfter(a, 100)), serving("a", ONE, 0));

    assertThat(solve(problem, 3 * 10 * .5 + 100 * .9).retrainings()).hasSize(1);
  }

  @Test
  void retrainingThatCannotEndWithinTheHorizonIsNotStarted() {
    TenantOutlook a = retrainable(tenant("a", .5, steady(3, 10)), 3, .9, true);
    PlanningProblem problem =
        problem(3, 1, List.of(ONE, TWO), List.of(withAfter(a, 100)), serving("a", ONE, 0));

    assertThat(solve(problem, 3 * 10 * .5 + 100 * .5).retrainings()).isEmpty();
  }

  @Test
  void doesNotGiveUpServingForARetrainingThatGainsLess() {
    TenantOutlook a = retrainable(tenant("a", .5, steady(4, 10)), 2, .6, false);
    PlanningProblem problem = problem(4, 1, List.of(ONE), List.of(a), serving("a", ONE, 0));

    assertThat(solve(problem, 4 * 10 * .5).retrainings()).isEmpty();
  }

  @Test
  void givesUpServingWhereARetrainingIsOwed() {
    TenantOutlook a = retrainable(tenant("a", .5, steady(4, 10)), 2, .6, true);
    PlanningProblem problem = problem(4, 1, List.of(ONE), List.of(a), serving("a", ONE, 0));

    assertThat(solve(problem, 1 * 10 * .5).retrainings()).hasSize(1);
  }

  @Test
  void owedRetrainingThatLowersTheAccuracyEndsAsLateAsItCan() {
    TenantOutlook a = retrainable(tenant("a", .5, steady(4, 10)), 1, .3, true);
    PlanningProblem problem = problem(4, 1, List.of(ONE, TWO), List.of(a), serving("a", ONE, 0));

    assertThat(solve(problem, 4 * 10 * .5).retrainings())
        .extracting(PlannedInstance::to)
        .containsExactly(4);
  }

  @Test
  void retrainsAsManyOfThoseThatMustAsFit() {
    TenantOutlook a = retrainable(tenant("a", .5, steady(4, 10)), 2, .9, true);
    TenantOutlook b = retrainable(withAfter(tenant("b", .5, steady(4, 0)), 100), 2, .7, true);

    Plan plan = solve(problem(4, 1, List.of(ONE), List.of(a, b)), 100 * .7);

    assertThat(plan.retrainings()).hasSize(1);
  }

  @Test
  void runningRetrainingHoldsItsPlacementAndLiftsTheAccuracyWhenItEnds() {
    TenantOutlook a = withAfter(tenant("a", .5, steady(4, 10)), 10);
    PlanningProblem problem =
        problem(
            4,
            1,
            List.of(ONE, TWO),
            List.of(retrainable(a, 1, .95, true)),
            serving("a", ONE, 0),
            training("a", TWO, 2, .8));

    Plan plan = solve(problem, 2 * 10 * .5 + 2 * 10 * .8 + 10 * .8);

    assertThat(plan.retrainings())
        .containsExactly(new PlannedInstance(TWO, new Task.Retrain("a", "full"), 0, 0, 2, true));
  }

  @Test
  void runningRetrainingThatOutlivesTheHorizonNeverCounts() {
    TenantOutlook a = withAfter(tenant("a", .5, steady(4, 20)), 10);
    PlanningProblem problem =
        problem(
            4, 1, List.of(ONE, TWO), List.of(a), serving("a", ONE, 0), training("a", TWO, 5, .8));

    Plan plan = solve(problem, 4 * 10 * .5 + 10 * .5);

    assertThat(plan.retrainings()).extracting(PlannedInstance::to).containsExactly(5);
  }

  @Test
  void goesOnServingDuringASetUp() {
    solve(growing(5), 2 * 10 + 3 * 20);
  }

  @Test
  void withoutPreInitializationASetUpSilencesItsTenant() {
    solve(withoutPreInitialization(growing(5)), 3 * 20);
    solve(withoutPreInitialization(growing(3)), 3 * 10);
  }

  @Test
  void withoutPreInitializationTwoSetUpsAtOnceAreSilentOnce() {
    PlanningProblem problem =
        problem(5, 2, List.of(ONE, TWO), List.of(tenant("a", 1, steady(5, 20))));

    solve(withoutPreInitialization(problem), 3 * 20);
  }

  @Test
  void withoutPreInitializationAnInheritedSetUpIsSilentToo() {
    solve(withoutPreInitialization(inheritedSetUp(5)), 3 * 20);
    assertThat(solve(withoutPreInitialization(inheritedSetUp(3)), 3 * 10).instances())
        .containsExactly(new PlannedInstance(ONE, A, 0, 0, 3, true));
  }

  @Test
  void withoutPreInitializationARetrainingSilencesNobody() {
    TenantOutlook a = retrainable(tenant("a", .5, steady(6, 10)), 2, .9, false);
    PlanningProblem problem = problem(6, 1, List.of(ONE, TWO), List.of(a), serving("a", ONE, 0));

    solve(withoutPreInitialization(problem), 3 * 10 * .5 + 3 * 10 * .9);
  }

  @Test
  void expectsOfEachLevelWhatItsCapacityServes() {
    Demand demand =
        new Demand(new double[][] {{4, 4, 4}, {4, 20, 20}}, new double[] {.25, .75}, new double[0]);
    TenantOutlook a = tenant("a", .5, 0, 0, 0).with(demand);

    solve(problem(3, 1, List.of(ONE), List.of(a)), .5 * 2 * (.25 * 4 + .75 * 10));
  }

  @Test
  void setsNothingUpForWhatIsServedElsewhere() {
    TenantOutlook a = elsewhere(tenant("a", .5, steady(3, 10)), 10);

    assertThat(solve(problem(3, 1, List.of(ONE), List.of(a)), 3 * 10 * .5).instances()).isEmpty();
  }

  @Test
  void servesBesideWhatIsElsewhere() {
    TenantOutlook a = elsewhere(tenant("a", .5, steady(3, 15)), 10);

    solve(problem(3, 1, List.of(ONE), List.of(a)), (10 + 2 * 15) * .5);
  }

  @Test
  void withoutPreInitializationASetUpSilencesNobodyElsewhere() {
    TenantOutlook a = elsewhere(tenant("a", 1, steady(5, 24)), 4);
    PlanningProblem problem = problem(5, 2, List.of(ONE, TWO), List.of(a), serving("a", ONE, 0));

    solve(withoutPreInitialization(problem), 2 * 4 + 3 * 24);
  }

  @Test
  void givesUpGoodputForAFloor() {
    TenantOutlook a = tenant("a", .9, steady(4, 10));
    TenantOutlook b = tenant("b", .1, steady(4, 10)).withFloor(.5);

    // Nothing but one of the four slots is lost to the change from one tenant to the other.
    solve(problem(4, 1, List.of(ONE), List.of(a, b), serving("b", ONE, 0)), 2 * 10 * .1 + 10 * .9);
  }

  @Test
  void missesAFloorThatCannotBeMetByAsLittleAsItCan() {
    TenantOutlook a = tenant("a", .9, steady(4, 10));
    TenantOutlook b = tenant("b", .1, steady(4, 20)).withFloor(1);
    PlanningProblem problem = problem(4, 1, List.of(ONE), List.of(a, b), serving("a", ONE, 0));

    double missing = 80 - 3 * 10;
    solve(problem, 3 * 10 * .1 - missing * problem.floorPrice(b));
  }

  @Test
  void spreadsOverSeveralGpus() {
    TenantOutlook a = tenant("a", 1, steady(3, 20));
    PlanningProblem problem = onTwo(3, 1, List.of(ONE, ONE.on(1)), List.of(a));

    assertThat(solve(problem, 2 * 20).instances())
        .extracting(PlannedInstance::placement)
        .containsExactly(ONE, ONE.on(1));
  }

  @Test
  void allowsOneInstanceWithMediaExtensionsOnEachGpu() {
    List<Placement> media =
        List.of(at("1g+me", 0), at("1g+me", 2), at("1g+me", 0).on(1), at("1g+me", 2).on(1));

    solve(onTwo(3, 1, media, List.of(tenant("a", 1, steady(3, 40)))), 2 * 20);
  }

  @Test
  void retrainsOnceOverAllGpus() {
    TenantOutlook a = retrainable(tenant("a", .5, steady(6, 10)), 2, .9, false);
    List<Placement> places = List.of(ONE, ONE.on(1), TWO.on(1));

    Plan plan = solve(onTwo(6, 1, places, List.of(a), serving("a", ONE, 0)), 3 * 10 * (.5 + .9));

    assertThat(plan.retrainings()).extracting(r -> r.placement().gpu()).containsExactly(1);
  }

  @Test
  void retrainingsEndByTheirSlot() {
    TenantOutlook a = retrainable(tenant("a", .5, steady(6, 10)), 2, .9, false);
    PlanningProblem problem = problem(6, 1, List.of(ONE, TWO), List.of(a), serving("a", ONE, 0));

    solve(withRetrainBy(problem, 3), 3 * 10 * (.5 + .9));
    assertThat(solve(withRetrainBy(problem, 2), 6 * 10 * .5).retrainings()).isEmpty();
  }

  @Test
  void cutShortItStillAnswersALegalPlanAndABound() {
    PlanningProblem problem =
        RandomProblems.of(Gpus.A100, 2, 30).withMaxOptions(0).withInherited(true).problem(3);
    for (Engine engine : Engine.values()) {
      IlpSettings hasty =
          IlpSettings.DEFAULT.withEngine(engine).withTimeLimit(Duration.ofMillis(1));

      Plan plan = new IlpPlanner(hasty).plan(problem);

      assertThat(PlanCheck.violations(problem, plan)).as(engine.name()).isEmpty();
      assertThat(plan.value()).isPositive();
      assertThat(plan.bound()).isGreaterThan(plan.value());
    }
  }

  @Test
  void cutShortItIsNoWorseThanWhatItBeganWith() {
    PlanningProblem problem = RandomProblems.of(Gpus.A100, 3, 40).withInherited(true).problem(5);
    double start = PlanCheck.value(problem, Greedy.plan(problem));
    for (Engine engine : Engine.values()) {
      IlpSettings hasty =
          IlpSettings.DEFAULT.withEngine(engine).withTimeLimit(Duration.ofMillis(20));

      assertThat(new IlpPlanner(hasty).plan(problem).value())
          .as(engine.name())
          .isGreaterThanOrEqualTo(start - 1e-6);
    }
  }

  @Test
  void countsTheProgram() {
    PlanningProblem problem = problem(3, 1, List.of(ONE), List.of(tenant("a", 1, steady(3, 10))));

    // Ready in slots 1 and 2, set up for each of them, served in all three; a row for each of four
    // slices and three slots, two for each change, and two for what is served in a slot.
    assertThat(IlpPlanner.size(problem)).isEqualTo(new IlpPlanner.Size(2 + 2 + 3, 12 + 2 + 6 + 2));
  }

  @Test
  void relaxationIsABound() {
    PlanningProblem problem = RandomProblems.of(Gpus.A30, 2, 10).problem(1);

    double optimum = new IlpPlanner().plan(problem).value();

    assertThat(IlpPlanner.relaxation(problem)).isBetween(optimum, optimum * 1.5);
  }

  @Test
  void refusesWhatIsTooLarge() {
    int slots = 700_000;
    PlanningProblem problem =
        problem(slots, 1, List.of(ONE), List.of(tenant("a", 1, steady(slots, 1))));

    assertThatThrownBy(() -> new IlpPlanner().plan(problem))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("A30: ILP variables is 2100000; expected at most 2000000. Maybe");
  }

  @Test
  void refusesSettingsWithoutTime() {
    assertThatThrownBy(() -> IlpSettings.DEFAULT.withTimeLimit(Duration.ZERO))
        .hasMessage("ILP settings: timeLimit is PT0S; expected at least a millisecond.");
  }

  private static TenantOutlook elsewhere(TenantOutlook tenant, double capacity) {
    return tenant.with(tenant.demand().with(steady(tenant.demand().slots(), capacity)));
  }

  /** One instance serves; a second one would serve the other half of the requests. */
  private static PlanningProblem growing(int slots) {
    TenantOutlook a = tenant("a", 1, steady(slots, 20));
    return problem(slots, 2, List.of(ONE, TWO), List.of(a), serving("a", ONE, 0));
  }

  private static PlanningProblem inheritedSetUp(int slots) {
    TenantOutlook a = tenant("a", 1, steady(slots, 20));
    return problem(
        slots, 2, List.of(ONE, TWO), List.of(a), serving("a", ONE, 0), serving("a", TWO, 2));
  }

  private static Plan solve(PlanningProblem problem, double optimum) {
    Plan plan = new IlpPlanner().plan(problem);
    assertThat(PlanCheck.violations(problem, plan)).isEmpty();
    assertThat(plan.value()).isCloseTo(optimum, within(1e-6));
    assertThat(plan.bound()).isCloseTo(optimum, within(1e-6));
    assertThat(BruteForce.optimum(problem)).isCloseTo(optimum, within(1e-6));
    return plan;
  }
}
