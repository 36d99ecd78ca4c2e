package dev.migrator.live.journal;

import dev.migrator.core.control.Guarded;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.Occasion;
import dev.migrator.core.plan.Planner;
import java.util.List;

/**
 * A planner that fails where it is recorded to have failed.
 *
 * @param planner who answers elsewhere
 * @param again what was recorded
 */
record Failing(Planner planner, Again again) implements Planner {

  @Override
  public String name() {
    return planner.name();
  }

  @Override
  public boolean isDue(Occasion occasion) {
    fail(Guarded.Call.IS_DUE);
    return planner.isDue(occasion);
  }

  @Override
  public Plan plan(PlanningProblem problem) {
    fail(Guarded.Call.PLAN);
    return planner.plan(problem);
  }

  @Override
  public Plan replan(PlanningProblem problem, List<PlannedInstance> intended) {
    fail(Guarded.Call.PLAN);
    return planner.replan(problem, intended);
  }

  private void fail(Guarded.Call call) {
    if (again.failedAt(call)) {
      throw new IllegalStateException("the planner failed here");
    }
  }
}
