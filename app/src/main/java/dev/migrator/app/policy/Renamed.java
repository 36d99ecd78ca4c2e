package dev.migrator.app.policy;

import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.Occasion;
import dev.migrator.core.plan.Planner;
import java.util.List;

/** A planner under another name. */
record Renamed(String name, Planner planner) implements Planner {

  @Override
  public boolean isDue(Occasion occasion) {
    return planner.isDue(occasion);
  }

  @Override
  public Plan plan(PlanningProblem problem) {
    return renamed(planner.plan(problem));
  }

  @Override
  public Plan replan(PlanningProblem problem, List<PlannedInstance> intended) {
    return renamed(planner.replan(problem, intended));
  }

  private Plan renamed(Plan plan) {
    return new Plan(name, plan.slots(), plan.instances(), plan.value(), plan.bound());
  }
}
