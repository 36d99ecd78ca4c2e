package dev.migrator.core.plan;

import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Snapshot;

/**
 * A planner that plans the rest of the window anew every so many slots, from what is then the case:
 * a newer forecast, and the instances and retrainings that are there.
 *
 * @param planner who plans
 * @param everySlots slots from one plan to the next, at least 1; a window always begins with a plan
 */
public record Replanning(Planner planner, int everySlots) implements Planner {
  public Replanning {
    if (everySlots < 1) {
      throw new IllegalArgumentException(
          "everySlots is %d; expected at least 1.".formatted(everySlots));
    }
  }

  @Override
  public String name() {
    return planner.name();
  }

  @Override
  public boolean isDue(Snapshot snapshot, int slotInWindow) {
    return slotInWindow % everySlots == 0;
  }

  @Override
  public Plan plan(PlanningProblem problem) {
    return planner.plan(problem);
  }
}
