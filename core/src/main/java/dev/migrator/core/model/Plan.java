package dev.migrator.core.model;

import java.util.Comparator;
import java.util.List;

/**
 * What a planner answers: the instances of a horizon, what they are worth, and how much more any
 * plan could be worth.
 *
 * @param planner the name of the planner
 * @param slots length of the horizon
 * @param instances every instance, inherited ones that are kept for at least one slot included; in
 *     order of {@code from}, then placement. An inherited instance that is missing is destroyed at
 *     once
 * @param value the plan's value as {@link PlanningProblem} defines it
 * @param bound a proven upper bound on the value of every plan for this problem
 */
public record Plan(
    String planner, int slots, List<PlannedInstance> instances, double value, double bound) {
  public Plan {
    instances =
        instances.stream()
            .sorted(
                Comparator.comparingInt(PlannedInstance::from)
                    .thenComparing(PlannedInstance::placement))
            .toList();
  }

  /** (bound - value) / bound, never below 0; 0 where the bound is 0. */
  public double gap() {
    return bound <= 0 ? 0 : Math.max(0, (bound - value) / bound);
  }

  /** The instances that exist in that slot, in order of placement. */
  public List<PlannedInstance> instancesIn(int slot) {
    return instances.stream()
        .filter(instance -> instance.existsIn(slot))
        .sorted(Comparator.comparing(PlannedInstance::placement))
        .toList();
  }

  /** The retrainings, in order of their start. */
  public List<PlannedInstance> retrainings() {
    return instances.stream().filter(i -> i.task() instanceof Task.Retrain).toList();
  }
}
