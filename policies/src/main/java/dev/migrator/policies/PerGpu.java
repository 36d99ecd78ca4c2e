package dev.migrator.policies;

import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Snapshot;
import dev.migrator.core.plan.Occasion;
import dev.migrator.core.plan.Planner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a planner for one GPU one for many: tenants are shared out over the GPUs at the beginning
 * of each window, see {@link Assignment}, then each GPU is planned by a planner of its own.
 *
 * <p>A tenant that is spread over several GPUs is several tenants to them, each with its share of
 * the requests; only one of the GPUs, its home, may retrain it.
 *
 * <p><b>Worth and bound.</b> The plans together are worth what they are for the problem of all
 * GPUs. Their bound is the trivial one: every request answered in time by the best model that its
 * tenant could have.
 *
 * <p>It has a memory: one of it is for one run.
 */
public final class PerGpu implements Planner {
  private final String name;
  private final Supplier<Planner> ofOneGpu;
  private final SortedMap<Integer, Planner> planners = new TreeMap<>();
  private Optional<Division> division = Optional.empty();
  private Occasion last = new Occasion(new Snapshot(0, List.of(), List.of()), 0, 0, Set.of());
  private boolean isWindowBegin = true;

  /**
   * @param name the planner's
   * @param ofOneGpu makes a planner for one GPU
   */
  public PerGpu(String name, Supplier<Planner> ofOneGpu) {
    this.name = name;
    this.ofOneGpu = ofOneGpu;
  }

  @Override
  public String name() {
    return name;
  }

  /** When one of the GPUs' planners wants a plan; then all GPUs are planned. */
  @Override
  public boolean isDue(Occasion occasion) {
    last = occasion;
    isWindowBegin |= occasion.isWindowBegin();
    boolean isDue = occasion.isWindowBegin() || division.isEmpty();
    if (division.isPresent()) {
      Map<Integer, Snapshot> parts = division.get().parts(occasion.snapshot());
      for (Map.Entry<Integer, Planner> entry : planners.entrySet()) {
        // Each has to be asked, for some follow what happens.
        isDue |= entry.getValue().isDue(of(parts.get(entry.getKey())));
      }
    }
    return isDue;
  }

  /** The present occasion as one GPU sees it. */
  private Occasion of(@Nullable Snapshot part) {
    return part == null
        ? last
        : new Occasion(part, last.slotInWindow(), last.slotsSincePlan(), last.reasons());
  }

  @Override
  public Plan plan(PlanningProblem problem) {
    Division now = division.filter(_ -> !isWindowBegin).orElseGet(() -> Division.of(problem));
    division = Optional.of(now);
    isWindowBegin = false;
    planners.keySet().retainAll(now.tenants().keySet());
    Map<Integer, Snapshot> seen = now.parts(last.snapshot());
    List<PlannedInstance> instances = new ArrayList<>();
    now.problems(problem)
        .forEach(
            (gpu, part) ->
                planner(gpu, seen).plan(part).instances().stream()
                    .map(instance -> on(gpu, instance))
                    .forEach(instances::add));
    return Answer.of(name, problem, instances);
  }

  /** A GPU's planner; a new one is told what the others have been told of this slot. */
  private Planner planner(int gpu, Map<Integer, Snapshot> seen) {
    return planners.computeIfAbsent(
        gpu,
        number -> {
          Planner planner = ofOneGpu.get();
          planner.isDue(of(seen.get(number)));
          return planner;
        });
  }

  private static PlannedInstance on(int gpu, PlannedInstance instance) {
    return new PlannedInstance(
        instance.placement().on(gpu),
        instance.task(),
        instance.from(),
        instance.ready(),
        instance.to(),
        instance.inherited());
  }
}
