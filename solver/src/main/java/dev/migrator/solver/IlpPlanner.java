package dev.migrator.solver;

import com.google.ortools.linearsolver.MPSolver;
import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.Greedy;
import dev.migrator.core.plan.Planner;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The planner that defines the problem: an integer linear program over every instance and slot,
 * solved by OR-Tools.
 *
 * <p>It is exact and slow: the reference against which faster planners are checked. The plan's
 * value is recomputed from its instances, never taken from the solver. After a time limit the best
 * plan found is answered; if there is none, a simple one that solvers may begin with.
 *
 * @param settings how hard to work on it
 */
public record IlpPlanner(IlpSettings settings) implements Planner {
  /** The most variables that are tried; a solver would need many gigabytes for more. */
  public static final long MAX_VARIABLES = 2_000_000;

  /** With {@link IlpSettings#DEFAULT}. */
  public IlpPlanner() {
    this(IlpSettings.DEFAULT);
  }

  @Override
  public String name() {
    return "migrator-ilp";
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the problem needs more than {@link #MAX_VARIABLES}
   * @throws IllegalStateException if this platform has no natives of OR-Tools
   */
  @Override
  public Plan plan(PlanningProblem problem) {
    List<PlannedInstance> simple = Greedy.plan(problem);
    List<PlannedInstance> start = settings.startsGreedily() ? simple : List.of();
    Solution solution =
        withModel(
            settings.engine().solverName(),
            problem,
            model -> new Search(model, settings, start).run());
    List<PlannedInstance> instances =
        solution.instances().map(found -> better(problem, found, start)).orElse(simple);
    double value = PlanCheck.value(problem, instances);
    double bound = Math.max(value, Math.min(solution.bound(), everythingServed(problem)));
    return new Plan(name(), problem.slots(), instances, value, bound);
  }

  /**
   * The value of the linear relaxation: an upper bound on every plan, found by GLOP without a time
   * limit.
   *
   * @param problem the problem
   * @return the bound, or that of serving everything if the relaxation has no solution
   * @throws IllegalArgumentException if the problem needs more than {@link #MAX_VARIABLES}
   */
  public static double relaxation(PlanningProblem problem) {
    return withModel(
        "GLOP",
        problem,
        model ->
            switch (model.solver().solve()) {
              case OPTIMAL -> model.solver().objective().value();
              case FEASIBLE, INFEASIBLE, UNBOUNDED, ABNORMAL, MODEL_INVALID, NOT_SOLVED ->
                  everythingServed(problem);
            });
  }

  /**
   * Builds the program for a problem and only counts it: to see how large it is, and how long that
   * takes.
   *
   * @throws IllegalArgumentException if the problem needs more than {@link #MAX_VARIABLES}
   */
  public static Size size(PlanningProblem problem) {
    return withModel(
        Engine.SCIP.solverName(),
        problem,
        model -> new Size(model.solver().numVariables(), model.solver().numConstraints()));
  }

  /**
   * How large an integer program is.
   *
   * @param variables how many variables it has
   * @param rows how many constraints
   */
  public record Size(int variables, int rows) {}

  private static <T> T withModel(
      String solverName, PlanningProblem problem, Function<IlpModel, T> use) {
    requireSize(problem);
    MPSolver solver = Natives.solver(solverName);
    try {
      return use.apply(IlpModel.on(solver, problem));
    } finally {
      solver.delete();
    }
  }

  private static void requireSize(PlanningProblem problem) {
    long variables = IlpModel.variables(problem);
    if (variables > MAX_VARIABLES) {
      throw new IllegalArgumentException(
          "%s: ILP variables is %d; expected at most %d. Maybe the horizon of %d slots is too long for the ILP: the planner migrator takes it."
              .formatted(problem.gpus().getFirst(), variables, MAX_VARIABLES, problem.slots()));
    }
  }

  /** What the solver found, unless it began with something better. */
  private static List<PlannedInstance> better(
      PlanningProblem problem, List<PlannedInstance> found, List<PlannedInstance> start) {
    List<PlannedInstance> instances = new ArrayList<>(Greedy.running(problem));
    instances.addAll(found);
    boolean startIsBetter =
        !start.isEmpty()
            && owedTaken(problem, start) >= owedTaken(problem, instances)
            && PlanCheck.value(problem, start) > PlanCheck.value(problem, instances);
    return startIsBetter ? start : instances;
  }

  private static long owedTaken(PlanningProblem problem, List<PlannedInstance> instances) {
    return instances.stream()
        .filter(i -> i.task() instanceof Task.Retrain && !i.inherited())
        .filter(i -> problem.tenant(i.task().tenant()).mustRetrain())
        .count();
  }

  /** A bound that needs no solver: every request is served by the best model there could be. */
  private static double everythingServed(PlanningProblem problem) {
    double bound = 0;
    for (TenantOutlook tenant : problem.tenants()) {
      double requests = tenant.demand().total() + tenant.requestsAfter();
      bound += tenant.weight() * requests * bestAccuracy(problem, tenant);
    }
    return bound;
  }

  private static double bestAccuracy(PlanningProblem problem, TenantOutlook tenant) {
    double best = tenant.accuracy();
    for (RetrainingOption option : tenant.options()) {
      best = Math.max(best, option.accuracyAfter());
    }
    for (Inherited.Retraining run : Givens.of(problem).running()) {
      if (run.task().tenant().equals(tenant.name())) {
        best = Math.max(best, run.accuracyAfter());
      }
    }
    return best;
  }
}
