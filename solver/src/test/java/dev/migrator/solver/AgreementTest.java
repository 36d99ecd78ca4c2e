package dev.migrator.solver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.search.PathPlanner;
import dev.migrator.core.plan.search.PlannerSettings;
import dev.migrator.fixtures.Gpus;
import dev.migrator.fixtures.RandomProblems;
import dev.migrator.fixtures.RandomProblems.Feature;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * The law that holds the two planners together: on every problem that is small enough for the ILP
 * to prove its optimum, the path planner's plan has the same value, and its bound says so.
 */
final class AgreementTest {
  private static final int SEEDS = 5;
  private static final int MANY_SEEDS = 10;
  private static final IlpPlanner ILP =
      new IlpPlanner(IlpSettings.DEFAULT.withTimeLimit(Duration.ofSeconds(20)));

  @TestFactory
  Stream<DynamicTest> pathPlannerReachesTheOptimumOfTheIlp() {
    return tests(
        0,
        SEEDS,
        AgreementTest::agree,
        RandomProblems.of(Gpus.A30, 2, 10).withInherited(true),
        RandomProblems.of(Gpus.A30, 2, 12).withMaxSetUp(4).withMaxOptions(0),
        RandomProblems.of(Gpus.A30, 3, 8).withInherited(true).withMaxOptions(1),
        RandomProblems.of(Gpus.A30, 2, 9).withPreInitialization(false).withInherited(true),
        RandomProblems.of(Gpus.A100, 2, 8).withPlacements(6).withInherited(true),
        RandomProblems.of(Gpus.A100, 2, 8).withPlacements(9).withMaxSetUp(2).withMaxOptions(0));
  }

  @TestFactory
  Stream<DynamicTest> agreesWhereDemandIsUncertainOrServedElsewhere() {
    RandomProblems family =
        RandomProblems.of(Gpus.A30, 2, 9).with(Feature.LEVELS, Feature.INHERITED);
    return tests(
        0,
        SEEDS,
        AgreementTest::agree,
        family,
        family.with(Feature.ELSEWHERE, Feature.EARLY),
        family.with(Feature.ELSEWHERE).withPreInitialization(false),
        RandomProblems.of(Gpus.A100, 2, 8).withPlacements(6).with(Feature.LEVELS));
  }

  @TestFactory
  Stream<DynamicTest> boundHoldsWhereThereAreFloors() {
    RandomProblems family = RandomProblems.of(Gpus.A30, 2, 9).with(Feature.FLOORS);
    return tests(
        0,
        SEEDS,
        AgreementTest::isLegalAndBounds,
        family,
        family.with(Feature.INHERITED, Feature.LEVELS, Feature.ELSEWHERE),
        family.with(Feature.INHERITED).withPreInitialization(false));
  }

  /** With 105 and 108 no plan that has the retraining that is owed is found at the root. */
  @TestFactory
  Stream<DynamicTest> goesOnUntilThereIsAPlan() {
    return tests(
        105,
        4,
        AgreementTest::agree,
        RandomProblems.of(Gpus.A100, 2, 8)
            .withPlacements(6)
            .withPreInitialization(false)
            .withMaxOptions(4));
  }

  /** Who is silent while an instance is being set up is still served elsewhere. */
  @TestFactory
  Stream<DynamicTest> agreesWhereTheSilentAreServedElsewhere() {
    return tests(
        200,
        SEEDS,
        AgreementTest::agree,
        RandomProblems.of(Gpus.A100, 2, 7)
            .withPlacements(6)
            .with(Feature.LEVELS, Feature.ELSEWHERE)
            .withPreInitialization(false));
  }

  /** Every combination of inherited instances, pre-initialization, options and set-up times. */
  @Tag("long")
  @TestFactory
  Stream<DynamicTest> agreesWithTheIlpInEveryCombinationOfSwitches() {
    return tests(
        100,
        MANY_SEEDS,
        AgreementTest::agree,
        combinations(
            RandomProblems.of(Gpus.A30, 2, 9),
            RandomProblems.of(Gpus.A30, 3, 7),
            RandomProblems.of(Gpus.A100, 2, 8).withPlacements(6)));
  }

  /** The same with demand of several levels, capacity elsewhere, and early ends. */
  @Tag("long")
  @TestFactory
  Stream<DynamicTest> agreesInEveryCombinationWhereDemandIsUncertain() {
    return tests(
        200,
        MANY_SEEDS,
        AgreementTest::agree,
        combinations(
            RandomProblems.of(Gpus.A30, 2, 8).with(Feature.LEVELS, Feature.EARLY),
            RandomProblems.of(Gpus.A100, 2, 7)
                .withPlacements(6)
                .with(Feature.LEVELS, Feature.ELSEWHERE)));
  }

  private static RandomProblems[] combinations(RandomProblems... families) {
    return Stream.of(families)
        .flatMap(family -> Stream.of(family, family.withInherited(true)))
        .flatMap(family -> Stream.of(family, family.withPreInitialization(false)))
        .flatMap(family -> Stream.of(family.withMaxOptions(0), family, family.withMaxOptions(4)))
        .flatMap(family -> Stream.of(family, family.withMaxSetUp(1)))
        .toArray(RandomProblems[]::new);
  }

  private static Stream<DynamicTest> tests(
      int firstSeed, int seeds, Consumer<PlanningProblem> check, RandomProblems... families) {
    return Stream.of(families)
        .flatMap(
            family ->
                IntStream.range(firstSeed, firstSeed + seeds)
                    .mapToObj(
                        seed ->
                            DynamicTest.dynamicTest(
                                family + " seed " + seed,
                                () -> check.accept(family.problem(seed)))));
  }

  private static void agree(PlanningProblem problem) {
    Plan ilp = ILP.plan(problem);
    Plan path = isLegalAndBounds(problem, ilp);
    if (ilp.gap() < 1e-6) {
      assertThat(path.value()).isCloseTo(ilp.value(), tolerance(ilp));
      assertThat(path.bound()).isCloseTo(ilp.value(), tolerance(ilp));
    }
  }

  private static void isLegalAndBounds(PlanningProblem problem) {
    isLegalAndBounds(problem, ILP.plan(problem));
  }

  private static Plan isLegalAndBounds(PlanningProblem problem, Plan ilp) {
    Plan path = new PathPlanner(PlannerSettings.exact()).plan(problem);
    assertThat(PlanCheck.violations(problem, path)).isEmpty();
    assertThat(path.bound()).isGreaterThanOrEqualTo(ilp.value() - tolerance(ilp).value);
    assertThat(ilp.bound()).isGreaterThanOrEqualTo(path.value() - tolerance(ilp).value);
    return path;
  }

  private static Offset<Double> tolerance(Plan plan) {
    return Offset.offset(1e-5 * Math.max(1, Math.abs(plan.value())));
  }
}
