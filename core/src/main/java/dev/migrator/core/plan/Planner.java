package dev.migrator.core.plan;

import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import java.util.List;

/** A planner: turns a problem into a plan. The same problem always gives the same plan. */
public interface Planner {

  /** The name under which it is asked for, {@code migrator}. */
  String name();

  /**
   * Whether a new plan is wanted.
   *
   * @param occasion what is known now, and what speaks for a new plan
   * @return by default: at the beginning of each window
   */
  default boolean isDue(Occasion occasion) {
    return occasion.isWindowBegin();
  }

  /**
   * Plans one horizon.
   *
   * @param problem the problem
   * @return a plan that is legal for the problem; doing nothing at all is one
   */
  Plan plan(PlanningProblem problem);

  /**
   * Plans a horizon that a plan was made for before.
   *
   * @param problem the problem as it is now
   * @param intended what remains of the plan that is being carried out, in the problem's slots;
   *     those that it has begun are marked as inherited, whether they exist or not. It need not be
   *     legal for the problem
   * @return a plan that is legal for the problem; by default, one that knows nothing of what was
   *     intended
   */
  default Plan replan(PlanningProblem problem, List<PlannedInstance> intended) {
    return plan(problem);
  }
}
