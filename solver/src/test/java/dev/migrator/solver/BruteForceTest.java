package dev.migrator.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.fixtures.Gpus;
import dev.migrator.fixtures.RandomProblems;
import dev.migrator.fixtures.RandomProblems.Feature;
import java.util.List;
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
    LongStream.range(0, 8).forEach(seed -> compare(family, seed, new IlpPlanner(), 1e-6));
  }

  /** Demand of several levels, capacity elsewhere, floors, early ends; then two GPUs. */
  static Stream<RandomProblems> featured() {
    RandomProblems one = RandomProblems.of(Gpus.A30, 2, 4).withPlacements(3).withMaxSetUp(2);
    List<GpuModel> gpus = List.of(Gpus.A30, Gpus.A100);
    RandomProblems two = RandomProblems.of(gpus, 2, 4).withPlacements(2).withMaxSetUp(2);
    return Stream.of(
            one.with(Feature.LEVELS),
            one.with(Feature.LEVELS, Feature.ELSEWHERE, Feature.EARLY),
            one.with(Feature.FLOORS),
            one.with(Feature.FLOORS, Feature.LEVELS, Feature.ELSEWHERE),
            two,
            two.with(Feature.FLOORS, Feature.LEVELS, Feature.EARLY))
        .map(f -> f.with(Feature.INHERITED))
        .flatMap(f -> Stream.of(f, f.withPreInitialization(false)));
  }

  @ParameterizedTest
  @MethodSource("featured")
  void findsTheSameWithEveryFeature(RandomProblems family) {
    LongStream.range(0, 5)
        .forEach(
            seed -> {
              compare(family, seed, new IlpPlanner(), 1e-6);
              IlpSettings settings = IlpSettings.DEFAULT;
              compare(family, seed, new IlpPlanner(settings.withEngine(Engine.HIGHS)), 1e-6);
              compare(family, seed, new IlpPlanner(settings.withEngine(Engine.CP_SAT)), 1e-4);
            });
  }

  static Stream<RandomProblems> hardest() {
    return families().filter(f -> f.has(Feature.INHERITED) && f.maxOptions() > 0);
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
    double size = 1 + Math.abs(optimum);
    assertThat(plan.value()).as(which).isCloseTo(optimum, within(tolerance * size));
    assertThat(plan.bound()).as(which).isCloseTo(optimum, within(tolerance * size));
    assertThat(plan.bound()).as(which).isGreaterThanOrEqualTo(optimum - 1e-9 * size);
  }
}
