package dev.migrator.core.plan;

import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Snapshot;

/** A planner: turns a problem into a plan. The same problem always gives the same plan. */
public interface Planner {

  /** The name under which it is asked for, {@code migrator}. */
  String name();

  /**
   * Whether a new plan is wanted.
   *
   * @param snapshot what is known now
   * @param slotInWindow slots since the window began
   * @return by default: at the beginning of each window
   */
  default boolean isDue(Snapshot snapshot, int slotInWindow) {
    return slotInWindow == 0;
  }

  /**
   * Plans one horizon.
   *
   * @param problem the problem
   * @return a plan that is legal for the problem; doing nothing at all is one
   */
  Plan plan(PlanningProblem problem);
}
