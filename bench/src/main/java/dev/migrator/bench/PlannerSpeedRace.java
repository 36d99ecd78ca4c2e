package dev.migrator.bench;

import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.Planner;
import dev.migrator.core.plan.search.PathPlanner;
import dev.migrator.core.plan.search.PlannerSettings;
import dev.migrator.solver.Engine;
import dev.migrator.solver.IlpPlanner;
import dev.migrator.solver.IlpSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One problem, planned by {@code migrator} and by the integer program on several solvers.
 *
 * <p>With the time t and value v of {@code migrator}, each solver is first given t, to compare
 * values. Then it is given {@code factor} times t, but no more than a limit; if it gets to v, it is
 * given half of what it took, again and again, until it no longer does. Since t has {@code
 * migrator}'s proof in it and what a solver takes to v does not, {@code migrator} is likewise given
 * half its effort, again and again, until it no longer gets to v, and the least time in which it
 * did is what solvers are compared with. Solvers begin with the simple plan of {@link
 * IlpSettings#startsGreedily}, which owes nothing to {@code migrator}'s search; their time limit
 * does not count the building of the program.
 *
 * @param settings of {@code migrator}
 * @param engines the solvers
 * @param repeats how often {@code migrator} plans; its time is the median
 * @param factor how many times as long a solver may take
 * @param mostSeconds the most that a solver is given
 */
record PlannerSpeedRace(
    PlannerSettings settings,
    List<Engine> engines,
    int repeats,
    double factor,
    double mostSeconds) {
  private static final double SAME = 1e-6;
  private static final double SHORTEST_MILLIS = 1;
  private static final long LEAST_EFFORT = 100_000;

  /**
   * What came of one problem.
   *
   * @param arrivals where they come from
   * @param load arrivals relative to what the GPU could serve
   * @param millis of {@code migrator}, with the proof
   * @param millisToValue of {@code migrator} to this value, at most
   * @param variables of the integer program
   * @param buildMillis how long building the integer program takes
   * @param solvers what the solvers did
   */
  record Outcome(
      int tenants,
      int slots,
      int number,
      String arrivals,
      double load,
      double value,
      double bound,
      double gap,
      double millis,
      double millisToValue,
      int variables,
      double buildMillis,
      List<Solver> solvers) {}

  /**
   * What one solver did.
   *
   * @param equalValue its value when it is given as long as {@code migrator} takes
   * @param equalMillis how long it then really took, with building the program
   * @param worse whether {@code migrator}'s value is worse than that
   * @param limitMillis the most that it was given
   * @param limitValue its value then
   * @param limitGap its gap then
   * @param reached whether it then got to {@code migrator}'s value
   * @param faster how many times as long it takes to the same value, at least: the longest limit
   *     within which it did not get there, relative to {@code migrator}'s time to the value
   */
  record Solver(
      Engine engine,
      double equalValue,
      double equalMillis,
      boolean worse,
      double limitMillis,
      double limitValue,
      double limitGap,
      boolean reached,
      double faster) {}

  Outcome run(PlannerSpeedInstances.Instance instance) {
    PlanningProblem problem = instance.problem();
    Timed own = timed(settings, problem);
    double millisToValue = engines.isEmpty() ? own.millis() : millisToValue(own, problem);
    long begin = System.nanoTime();
    Optional<IlpPlanner.Size> size =
        engines.isEmpty() ? Optional.empty() : Optional.of(IlpPlanner.size(problem));
    double buildMillis = millisSince(begin);
    List<Solver> solvers = new ArrayList<>();
    for (Engine engine : engines) {
      solvers.add(race(engine, problem, own, millisToValue));
    }
    return new Outcome(
        instance.tenants(),
        instance.slots(),
        instance.number(),
        instance.arrivals(),
        instance.load(),
        own.plan().value(),
        own.plan().bound(),
        own.plan().gap(),
        own.millis(),
        millisToValue,
        size.map(IlpPlanner.Size::variables).orElse(0),
        size.isPresent() ? buildMillis : 0,
        solvers);
  }

  /** Without a solver, as {@code migrator} plans by itself. */
  Plan plan(PlanningProblem problem) {
    return new PathPlanner(settings).plan(problem);
  }

  /** The least time that was seen in which {@code migrator} gets as far as it does with a proof. */
  private double millisToValue(Timed own, PlanningProblem problem) {
    double least = own.millis();
    boolean reaches = true;
    for (long effort = settings.mostEffort() / 2; reaches && effort > LEAST_EFFORT; effort /= 2) {
      Timed shorter = timed(settings.withEffort(effort, effort), problem);
      reaches = shorter.plan().value() >= own.plan().value() - tolerance(own.plan());
      least = reaches ? Math.min(least, shorter.millis()) : least;
    }
    return least;
  }

  private static double tolerance(Plan plan) {
    return SAME * Math.max(1, Math.abs(plan.value()));
  }

  private Solver race(Engine engine, PlanningProblem problem, Timed own, double millisToValue) {
    double value = own.plan().value();
    double tolerance = tolerance(own.plan());
    Timed equal = timed(ilp(engine, own.millis()), problem);
    double most = Math.min(1e3 * mostSeconds, Math.max(factor * own.millis(), 1e3));
    Timed last = timed(ilp(engine, most), problem);
    boolean reached = last.plan().value() >= value - tolerance;
    double failed = reached ? 0 : most;
    double limit = Math.min(most, last.millis()) / 2;
    while (failed == 0 && limit > millisToValue) {
      Timed shorter = timed(ilp(engine, limit), problem);
      boolean reachedAgain = shorter.plan().value() >= value - tolerance;
      failed = reachedAgain ? 0 : limit;
      limit = Math.min(limit, shorter.millis()) / 2;
    }
    return new Solver(
        engine,
        equal.plan().value(),
        equal.millis(),
        value < equal.plan().value() - tolerance,
        most,
        last.plan().value(),
        last.plan().gap(),
        reached,
        failed / millisToValue);
  }

  private static IlpPlanner ilp(Engine engine, double millis) {
    Duration limit = Duration.ofMillis((long) Math.ceil(Math.max(SHORTEST_MILLIS, millis)));
    return new IlpPlanner(IlpSettings.DEFAULT.withEngine(engine).withTimeLimit(limit));
  }

  /** Of {@code migrator}: the median of several times. */
  private Timed timed(PlannerSettings given, PlanningProblem problem) {
    Planner planner = new PathPlanner(given);
    return IntStream.range(0, repeats)
        .mapToObj(i -> timed(planner, problem))
        .sorted(Comparator.comparingDouble(Timed::millis))
        .toList()
        .get(repeats / 2);
  }

  private static Timed timed(Planner planner, PlanningProblem problem) {
    long begin = System.nanoTime();
    Plan plan = planner.plan(problem);
    return new Timed(plan, millisSince(begin));
  }

  private static double millisSince(long begin) {
    return (System.nanoTime() - begin) * 1e-6;
  }

  private record Timed(Plan plan, double millis) {}
}
