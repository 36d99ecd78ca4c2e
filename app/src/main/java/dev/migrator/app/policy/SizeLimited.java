package dev.migrator.app.policy;

import dev.migrator.app.usage.UsageException;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Snapshot;
import dev.migrator.core.plan.Planner;

/**
 * A planner whose refusal of a problem that is too large for it is the user's to put right: it was
 * the user who chose problem and planner.
 */
record SizeLimited(Planner planner) implements Planner {

  @Override
  public String name() {
    return planner.name();
  }

  @Override
  public boolean isDue(Snapshot snapshot, int slotInWindow) {
    return planner.isDue(snapshot, slotInWindow);
  }

  @Override
  public Plan plan(PlanningProblem problem) {
    try {
      return planner.plan(problem);
    } catch (IllegalArgumentException e) {
      throw new UsageException("policy %s: %s".formatted(name(), e.getMessage()), e);
    }
  }
}
