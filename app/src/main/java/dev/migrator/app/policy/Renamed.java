package dev.migrator.app.policy;

import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Snapshot;
import dev.migrator.core.plan.Planner;

/** A planner under another name. */
record Renamed(String name, Planner planner) implements Planner {

  @Override
  public boolean isDue(Snapshot snapshot, int slotInWindow) {
    return planner.isDue(snapshot, slotInWindow);
  }

  @Override
  public Plan plan(PlanningProblem problem) {
    Plan plan = planner.plan(problem);
    return new Plan(name, plan.slots(), plan.instances(), plan.value(), plan.bound());
  }
}
