package dev.migrator.bench;

import dev.migrator.bench.PlannerSpeedRace.Outcome;
import dev.migrator.bench.PlannerSpeedRace.Solver;
import dev.migrator.solver.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * What the outcomes of many problems say together.
 *
 * @param sizes by number of tenants and slots
 * @param rivals by solver; then against the best of them, problem by problem
 */
record PlannerSpeedSummary(List<Size> sizes, List<Rival> rivals) {
  private static final double PROVEN = 1e-4;

  /**
   * Problems of one size.
   *
   * @param problems how many
   * @param proven how many plans were proven optimal to 0.01 %
   * @param millis how long they took: median, 90th percentile, longest
   * @param gapPercent the same of the gap, in percent
   */
  record Size(
      int tenants, int slots, int problems, int proven, double[] millis, double[] gapPercent) {}

  /**
   * A solver beside {@code migrator}.
   *
   * @param engine its name, or {@code best}
   * @param neverReached problems in which it did not get to the same value at the limit
   * @param worseAtEqualTime problems in which {@code migrator} was worse than it in the same time
   * @param betterAtLimit problems in which it was better at the limit
   * @param fasterLeast how many times as fast {@code migrator} got to the same value, at least, in
   *     the worst case
   * @param fasterMedian the same in the median
   */
  record Rival(
      String engine,
      int problems,
      int neverReached,
      int worseAtEqualTime,
      int betterAtLimit,
      double fasterLeast,
      double fasterMedian) {}

  static PlannerSpeedSummary of(List<Outcome> outcomes) {
    List<Size> sizes =
        outcomes.stream()
            .map(o -> List.of(o.tenants(), o.slots()))
            .distinct()
            .map(
                key ->
                    size(
                        outcomes.stream()
                            .filter(o -> List.of(o.tenants(), o.slots()).equals(key))
                            .toList()))
            .toList();
    List<Rival> rivals = new ArrayList<>();
    for (Engine engine : Engine.values()) {
      rival(engine.name(), outcomes, solver -> solver.engine() == engine, rivals);
    }
    rival("best", outcomes, _ -> true, rivals);
    return new PlannerSpeedSummary(sizes, rivals);
  }

  private static Size size(List<Outcome> same) {
    return new Size(
        same.getFirst().tenants(),
        same.getFirst().slots(),
        same.size(),
        (int) same.stream().filter(o -> o.gap() <= PROVEN).count(),
        quantiles(same, Outcome::millis),
        quantiles(same, outcome -> 100 * outcome.gap()));
  }

  /** Median, 90th percentile, most. */
  private static double[] quantiles(List<Outcome> outcomes, ToDoubleFunction<Outcome> what) {
    double[] sorted = outcomes.stream().mapToDouble(what).sorted().toArray();
    return new double[] {at(sorted, 0.5), at(sorted, 0.9), sorted[sorted.length - 1]};
  }

  private static double at(double[] sorted, double level) {
    return sorted[(int) Math.ceil(level * sorted.length) - 1];
  }

  private static void rival(
      String name, List<Outcome> outcomes, Predicate<Solver> isOne, List<Rival> rivals) {
    List<List<Solver>> each =
        outcomes.stream()
            .map(outcome -> outcome.solvers().stream().filter(isOne).toList())
            .filter(solvers -> !solvers.isEmpty())
            .toList();
    if (each.isEmpty()) {
      return;
    }
    double[] faster =
        each.stream()
            .mapToDouble(s -> s.stream().mapToDouble(Solver::faster).min().orElse(0))
            .sorted()
            .toArray();
    rivals.add(
        new Rival(
            name,
            each.size(),
            count(each, solvers -> solvers.stream().noneMatch(Solver::reached)),
            count(each, solvers -> solvers.stream().anyMatch(Solver::worse)),
            better(outcomes, isOne),
            faster[0],
            at(faster, 0.5)));
  }

  private static int better(List<Outcome> outcomes, Predicate<Solver> isOne) {
    return count(
        outcomes,
        outcome ->
            outcome.solvers().stream()
                .filter(isOne)
                .anyMatch(solver -> solver.limitValue() > outcome.value() * (1 + 1e-6)));
  }

  private static <T> int count(List<T> all, Predicate<T> wanted) {
    return (int) all.stream().filter(wanted).count();
  }

  /** The summary in words and columns. */
  String table() {
    StringBuilder text =
        new StringBuilder(
            "%ntenants slots problems proven    ms p50     p90     max   gap%% p50    p90    max%n"
                .formatted());
    for (Size s : sizes) {
      text.append(
          "%7d %5d %8d %6d %9.0f %7.0f %7.0f %10.3f %6.3f %6.3f%n"
              .formatted(
                  s.tenants(),
                  s.slots(),
                  s.problems(),
                  s.proven(),
                  s.millis()[0],
                  s.millis()[1],
                  s.millis()[2],
                  s.gapPercent()[0],
                  s.gapPercent()[1],
                  s.gapPercent()[2]));
    }
    if (!rivals.isEmpty()) {
      text.append(
          "%nsolver problems worse-at-equal-time better-at-limit never-reached faster-least median%n"
              .formatted());
    }
    for (Rival r : rivals) {
      text.append(
          "%-6s %8d %19d %15d %13d %12.1f %6.0f%n"
              .formatted(
                  r.engine(),
                  r.problems(),
                  r.worseAtEqualTime(),
                  r.betterAtLimit(),
                  r.neverReached(),
                  r.fasterLeast(),
                  r.fasterMedian()));
    }
    return text.toString();
  }

  /** A line for each problem and solver. */
  static String lines(List<Outcome> outcomes) {
    StringBuilder text =
        new StringBuilder(
            "tenants slots  no arrivals     load planner        value   gap%        ms  to-value "
                + " limit-ms  faster\n");
    for (Outcome o : outcomes) {
      String which =
          "%7d %5d %3d %-11s %5.2f "
              .formatted(o.tenants(), o.slots(), o.number(), o.arrivals(), o.load());
      text.append(which)
          .append(
              "%-8s %12.1f %6.3f %9.0f %9.0f%n"
                  .formatted("migrator", o.value(), 100 * o.gap(), o.millis(), o.millisToValue()));
      for (Solver s : o.solvers()) {
        text.append(which)
            .append(
                "%-8s %12.1f %6s %9.0f%s%n"
                    .formatted(
                        s.engine(),
                        s.equalValue(),
                        "",
                        s.equalMillis(),
                        s.worse() ? "  better" : ""))
            .append(which)
            .append(
                "%-8s %12.1f %6.3f %9s %9s %9.0f %s%.1f%n"
                    .formatted(
                        s.engine(),
                        s.limitValue(),
                        100 * s.limitGap(),
                        "",
                        "",
                        s.limitMillis(),
                        s.reached() ? "" : ">",
                        s.faster()));
      }
    }
    return text.toString();
  }
}
