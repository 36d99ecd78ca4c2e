package dev.migrator.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.ortools.linearsolver.MPConstraint;
import com.google.ortools.linearsolver.MPSolver;
import com.google.ortools.linearsolver.MPVariable;
import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.Greedy;
import dev.migrator.core.plan.search.PathPlanner;
import dev.migrator.fixtures.Gpus;
import dev.migrator.fixtures.RandomProblems;
import dev.migrator.fixtures.RandomProblems.Feature;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plans of others in the integer program: they keep every row and are worth what they are. */
class IlpModelTest {
  private static final double TOLERANCE = 1e-6;

  static Stream<RandomProblems> oneGpu() {
    RandomProblems family = RandomProblems.of(Gpus.A30, 2, 12).with(Feature.INHERITED);
    RandomProblems all =
        family.with(Feature.LEVELS, Feature.ELSEWHERE, Feature.FLOORS, Feature.EARLY);
    return Stream.of(family, all)
        .flatMap(f -> Stream.of(f, f.withPreInitialization(false)))
        .flatMap(f -> Stream.of(f, f.withMaxOptions(4)));
  }

  static Stream<RandomProblems> severalGpus() {
    RandomProblems family = RandomProblems.of(List.of(Gpus.A30, Gpus.A100), 3, 10);
    return Stream.of(family, family.with(Feature.INHERITED, Feature.LEVELS, Feature.FLOORS))
        .flatMap(f -> Stream.of(f, f.withPreInitialization(false)));
  }

  @ParameterizedTest
  @MethodSource("oneGpu")
  void holdsThePathPlannersPlans(RandomProblems family) {
    IntStream.range(0, 3)
        .mapToObj(family::problem)
        .forEach(
            problem -> {
              PathPlanner planner = new PathPlanner();
              holds(problem, planner.plan(problem).instances());
            });
  }

  @ParameterizedTest
  @MethodSource({"oneGpu", "severalGpus"})
  void holdsTheGreedyPlans(RandomProblems family) {
    IntStream.range(0, 3)
        .mapToObj(family::problem)
        .forEach(problem -> holds(problem, Greedy.plan(problem)));
  }

  private static void holds(PlanningProblem problem, List<PlannedInstance> instances) {
    MPSolver solver = Natives.solver("SCIP");
    try {
      double[] values = IlpModel.on(solver, problem).values(instances);
      double value = PlanCheck.value(problem, instances);
      keepsTheRows(solver, values);
      assertThat(objective(solver, values))
          .isCloseTo(value, within(TOLERANCE * (1 + Math.abs(value))));
    } finally {
      solver.delete();
    }
  }

  private static void keepsTheRows(MPSolver solver, double[] values) {
    List<MPVariable> others =
        Stream.of(solver.variables()).filter(variable -> values[variable.index()] != 0).toList();
    for (MPVariable variable : others) {
      assertThat(values[variable.index()]).isBetween(variable.lb(), variable.ub() + TOLERANCE);
    }
    for (MPConstraint row : solver.constraints()) {
      double sum = 0;
      for (MPVariable variable : others) {
        sum += values[variable.index()] * row.getCoefficient(variable);
      }
      assertThat(sum).isBetween(row.lb() - TOLERANCE, row.ub() + TOLERANCE);
    }
  }

  private static double objective(MPSolver solver, double[] values) {
    double objective = solver.objective().offset();
    for (MPVariable variable : solver.variables()) {
      objective += solver.objective().getCoefficient(variable) * values[variable.index()];
    }
    return objective;
  }
}
