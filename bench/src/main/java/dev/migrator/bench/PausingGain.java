package dev.migrator.bench;

import dev.migrator.core.model.Pausing;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.PathPlanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Measures what it gains and costs that retrainings may be paused: value, bound and time of plans
 * for the problems of {@link PlannerSpeed}, each without pauses and at several prices of a pause.
 */
public final class PausingGain {
  private static final int SLOTS = 200;
  private static final List<Optional<Pausing>> SETTINGS =
      List.of(Optional.empty(), Optional.of(new Pausing(1, 2)), Optional.of(new Pausing(0, 0)));

  private PausingGain() {}

  /**
   * One plan.
   *
   * @param pausing what a pause takes; empty if there is none
   * @param pauses how often the plan's retrainings are paused
   */
  record Result(
      String arrivals,
      double load,
      long seed,
      Optional<Pausing> pausing,
      double value,
      double gap,
      long pauses,
      double millis) {}

  /**
   * Prints a line for each plan.
   *
   * @param args number of seeds, 2 if there are none; then number of tenants, 2 if there are none
   */
  public static void main(String[] args) {
    int seeds = args.length > 0 ? Integer.parseInt(args[0]) : 2;
    int tenants = args.length > 1 ? Integer.parseInt(args[1]) : 2;
    System.out.println(
        "arrivals    load seed  save restore      value  gain %  gap % pauses      ms");
    for (String arrivals : PlannerSpeed.ARRIVALS) {
      for (double load : new double[] {0.8, 1.2}) {
        for (int seed = 0; seed < seeds; seed++) {
          print(results(tenants, arrivals, load, seed));
        }
      }
    }
  }

  private static List<Result> results(int tenants, String arrivals, double load, long seed) {
    PlanningProblem problem = PlannerSpeed.problem(tenants, SLOTS, arrivals, load, seed);
    List<Result> results = new ArrayList<>();
    for (Optional<Pausing> pausing : SETTINGS) {
      long begin = System.nanoTime();
      Plan plan = new PathPlanner().plan(problem.with(problem.rules().withPausing(pausing)));
      double millis = (System.nanoTime() - begin) * 1e-6;
      results.add(
          new Result(
              arrivals, load, seed, pausing, plan.value(), plan.gap(), pauses(plan), millis));
    }
    return results;
  }

  private static long pauses(Plan plan) {
    List<PlannedInstance> segments = plan.retrainings();
    return segments.size() - segments.stream().map(PlannedInstance::task).distinct().count();
  }

  private static void print(List<Result> results) {
    double without = results.getFirst().value();
    for (Result r : results) {
      System.out.printf(
          "%-11s %4.1f %4d %5s %7s %10.1f %7.3f %6.2f %6d %7.0f%n",
          r.arrivals(),
          r.load(),
          r.seed(),
          r.pausing().map(p -> String.valueOf(p.saveSlots())).orElse("-"),
          r.pausing().map(p -> String.valueOf(p.restoreSlots())).orElse("-"),
          r.value(),
          100 * (r.value() / without - 1),
          100 * r.gap(),
          r.pauses(),
          r.millis());
    }
  }
}
