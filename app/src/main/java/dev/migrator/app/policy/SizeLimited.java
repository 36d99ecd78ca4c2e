package dev.migrator.app.policy;

import dev.migrator.app.usage.UsageException;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.Occasion;
import dev.migrator.core.plan.Planner;
import java.util.List;
import java.util.function.Supplier;

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
  public boolean isDue(Occasion occasion) {
    return planner.isDue(occasion);
  }

  @Override
  public Plan plan(PlanningProblem problem) {
    return within(() -> planner.plan(problem));
  }

  @Override
  public Plan replan(PlanningProblem problem, List<PlannedInstance> intended) {
    return within(() -> planner.replan(problem, intended));
  }

  private Plan within(Supplier<Plan> planning) {
    try {
      return planning.get();
    } catch (IllegalArgumentException e) {
      throw new UsageException("policy %s: %s".formatted(name(), e.getMessage()), e);
    }
  }
}
