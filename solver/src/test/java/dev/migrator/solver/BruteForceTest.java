package dev.migrator.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.fixtures.Gpus;
import dev.migrator.fixtures.RandomProblems;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The integer program against an exhaustive search, on seeded random problems. */
class BruteForceTest {

  static Stream<RandomProblems> families() {
    return Stream.of(Gpus.A30, Gpus.A100)
        .map(gpu -> RandomProblems.of(gpu, 2, 6).withPlacements(4).withMaxSetUp(2))
        .flatMap(f -> Stream.of(f, f.withMaxOptions(0)))
        .flatMap(f -> Stream.of(f, f.withInherited(true)))
        .flatMap(f -> Stream.of(f, f.withPreInitialization(false)));
  }

  @ParameterizedTest
  @MethodSource("families")
  void findsWhatExhaustiveSearchFinds(RandomProblems family) {
    LongStream.range(0, 12).forEach(seed -> compare(family, seed, new IlpPlanner(), 1e-6));
  }

  static Stream<RandomProblems> hardest() {
    return families().filter(f -> f.has(RandomProblems.Feature.INHERITED) && f.maxOptions() > 0);
  }

  @ParameterizedTest
  @MethodSource("hardest")
  void otherEnginesFindTheSame(RandomProblems family) {
    IlpSettings settings = IlpSettings.DEFAULT;
    LongStream.range(100, 106)
        .forEach(
            seed -> {
              compare(family, seed, new IlpPlanner(settings.withEngine(Engine.HIGHS)), 1e-6);
              compare(family, seed, new IlpPlanner(settings.withEngine(Engine.CP_SAT)), 1e-5);
            });
  }

  private static void compare(
      RandomProblems family, long seed, IlpPlanner planner, double tolerance) {
    PlanningProblem problem = family.problem(seed);
    Plan plan = planner.plan(problem);
    double optimum = BruteForce.optimum(problem);
    String which = "%s, seed %d, %s".formatted(family, seed, planner);
    assertThat(PlanCheck.violations(problem, plan)).as(which).isEmpty();
    assertThat(plan.value()).as(which).isCloseTo(optimum, within(tolerance * (1 + optimum)));
    assertThat(plan.bound()).as(which).isCloseTo(optimum, within(tolerance * (1 + optimum)));
    assertThat(plan.bound()).as(which).isGreaterThanOrEqualTo(optimum * (1 - 1e-9));
  }
}
