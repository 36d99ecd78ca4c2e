package dev.migrator.core.plan;

import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlanningProblem;

/** A planner: turns a problem into a plan. The same problem always gives the same plan. */
public interface Planner {

  /** The name under which it is asked for, {@code migrator}. */
  String name();

  /**
   * Plans one horizon.
   *
   * @param problem the problem
   * @return a plan that is legal for the problem; doing nothing at all is one
   */
  Plan plan(PlanningProblem problem);
}
