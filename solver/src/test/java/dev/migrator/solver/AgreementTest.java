package dev.migrator.solver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.PathPlanner;
import dev.migrator.fixtures.Gpus;
import dev.migrator.fixtures.RandomProblems;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * The law that holds the two planners together: on every problem that is small enough for the ILP
 * to prove its optimum, the path planner's plan has the same value, and its bound says so.
 */
final class AgreementTest {
  private static final int SEEDS = 12;
  private static final int MANY_SEEDS = 10;

  @TestFactory
  Stream<DynamicTest> pathPlannerReachesTheOptimumOfTheIlp() {
    return Stream.of(
            RandomProblems.of(Gpus.A30, 2, 10).withInherited(true),
            RandomProblems.of(Gpus.A30, 2, 12).withMaxSetUp(4).withMaxOptions(0),
            RandomProblems.of(Gpus.A30, 3, 8).withInherited(true).withMaxOptions(1),
            RandomProblems.of(Gpus.A30, 2, 9).withPreInitialization(false).withInherited(true),
            RandomProblems.of(Gpus.A100, 2, 8).withPlacements(6).withInherited(true),
            RandomProblems.of(Gpus.A100, 2, 8).withMaxSetUp(2).withMaxOptions(0))
        .flatMap(family -> IntStream.range(0, SEEDS).mapToObj(seed -> test(family, seed)));
  }

  /** Every combination of inherited instances, pre-initialization, options and set-up times. */
  @Tag("long")
  @TestFactory
  Stream<DynamicTest> agreesWithTheIlpInEveryCombinationOfSwitches() {
    return Stream.of(
            RandomProblems.of(Gpus.A30, 2, 9),
            RandomProblems.of(Gpus.A30, 3, 7),
            RandomProblems.of(Gpus.A100, 2, 8).withPlacements(6))
        .flatMap(family -> Stream.of(family, family.withInherited(true)))
        .flatMap(family -> Stream.of(family, family.withPreInitialization(false)))
        .flatMap(family -> Stream.of(family.withMaxOptions(0), family, family.withMaxOptions(4)))
        .flatMap(family -> Stream.of(family, family.withMaxSetUp(1)))
        .flatMap(
            family -> IntStream.range(100, 100 + MANY_SEEDS).mapToObj(seed -> test(family, seed)));
  }

  private static DynamicTest test(RandomProblems family, int seed) {
    return DynamicTest.dynamicTest(family + " seed " + seed, () -> agree(family.problem(seed)));
  }

  private static void agree(PlanningProblem problem) {
    Plan ilp =
        new IlpPlanner(IlpSettings.DEFAULT.withTimeLimit(Duration.ofSeconds(20))).plan(problem);
    Plan path = new PathPlanner(PathPlanner.Settings.exact()).plan(problem);
    assertThat(PlanCheck.violations(problem, path)).isEmpty();
    assertThat(path.bound()).isGreaterThanOrEqualTo(ilp.value() * (1 - 1e-6));
    if (ilp.gap() < 1e-6) {
      assertThat(path.value()).isCloseTo(ilp.value(), byRelative(ilp.value()));
      assertThat(path.bound()).isCloseTo(ilp.value(), byRelative(ilp.value()));
    }
  }

  private static org.assertj.core.data.Offset<Double> byRelative(double value) {
    return org.assertj.core.data.Offset.offset(1e-5 * Math.max(1, Math.abs(value)));
  }
}
