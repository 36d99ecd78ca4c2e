package dev.migrator.policies;

import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import java.util.List;

/**
 * The plan of a policy that proves nothing about other plans: its bound is the trivial one, every
 * request answered in time by the best model that its tenant could have.
 */
public final class Answer {
  private Answer() {}

  /** These instances as a plan of that planner. */
  public static Plan of(String name, PlanningProblem problem, List<PlannedInstance> instances) {
    double value = PlanCheck.value(problem, instances);
    double bound = Math.max(value, Bound.everythingByTheBestModel(problem));
    return new Plan(name, problem.slots(), instances, value, bound);
  }
}
