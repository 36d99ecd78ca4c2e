package dev.migrator.core.control;

import dev.migrator.core.model.Plan;
import dev.migrator.core.model.Step;
import dev.migrator.core.plan.Reason;
import java.util.List;
import java.util.Set;

/** Port to the record of all decisions. Nothing is applied that was not first recorded. */
public interface Journal {

  /** Records a plan that passed its check, before any of its steps. */
  void planned(long slot, Plan plan);

  /** Records a plan that did not pass its check and is therefore not applied. */
  void refused(long slot, Plan plan, List<String> violations);

  /** Records a step that is about to be applied. */
  void step(long slot, Step step);

  /**
   * Hears why a plan was made and how long that took, before it is told what became of the plan.
   *
   * @param millis forecasting included
   */
  default void planningEnded(long slot, Set<Reason> reasons, double millis) {}

  /** Hears that a planner failed or was late, so that what exists is kept. */
  default void plannerFailed(long slot, String why) {}
}
