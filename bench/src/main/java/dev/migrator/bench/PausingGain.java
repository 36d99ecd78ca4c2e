package dev.migrator.bench;

import dev.migrator.core.model.Pausing;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.search.PathPlanner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Measures what it gains and costs that retrainings may be paused: value, bound and time of plans
 * for the problems of {@link PlannerSpeedInstances}, each without pauses and at several prices of a
 * pause.
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
  record Result(Optional<Pausing> pausing, double value, double gap, long pauses, double millis) {}

  /**
   * Prints a line for each plan.
   *
   * @param args number of problems, 12 if there are none; then number of tenants, 2 if there are
   *     none; then a folder of traces, generated arrivals if there is none
   */
  public static void main(String[] args) {
    int problems = args.length > 0 ? Integer.parseInt(args[0]) : 12;
    int tenants = args.length > 1 ? Integer.parseInt(args[1]) : 2;
    PlannerSpeedInstances source =
        new PlannerSpeedInstances(
            args.length > 2
                ? PlannerSpeedArrivals.traces(Path.of(args[2]))
                : PlannerSpeedArrivals.generators(),
            0);
    System.out.println(
        "number arrivals      load save restore     value  gain %  gap % pauses   ms");
    for (int number = 0; number < problems; number++) {
      PlannerSpeedInstances.Instance instance = source.instance(tenants, SLOTS, number);
      print(instance, results(instance.problem()));
    }
  }

  private static List<Result> results(PlanningProblem problem) {
    List<Result> results = new ArrayList<>();
    for (Optional<Pausing> pausing : SETTINGS) {
      long begin = System.nanoTime();
      Plan plan = new PathPlanner().plan(problem.with(problem.rules().withPausing(pausing)));
      double millis = (System.nanoTime() - begin) * 1e-6;
      results.add(new Result(pausing, plan.value(), plan.gap(), pauses(plan), millis));
    }
    return results;
  }

  private static long pauses(Plan plan) {
    List<PlannedInstance> segments = plan.retrainings();
    return segments.size() - segments.stream().map(PlannedInstance::task).distinct().count();
  }

  private static void print(PlannerSpeedInstances.Instance instance, List<Result> results) {
    double without = results.getFirst().value();
    for (Result r : results) {
      System.out.printf(
          "%6d %-13s %4.2f %4s %7s %9.0f %7.3f %6.2f %6d %4.0f%n",
          instance.number(),
          instance.arrivals(),
          instance.load(),
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
