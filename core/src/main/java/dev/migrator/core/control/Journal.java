package dev.migrator.core.control;

import dev.migrator.core.model.Plan;
import dev.migrator.core.model.Step;

/** Port to the record of all decisions. Nothing is applied that was not first recorded. */
public interface Journal {

  /** Records a plan that passed its check, before any of its steps. */
  void planned(long slot, Plan plan);

  /** Records a plan that did not pass its check and is therefore not applied. */
  void refused(long slot, Plan plan, java.util.List<String> violations);

  /** Records a step that is about to be applied. */
  void step(long slot, Step step);

  /** Hears that a planner failed or was late, so that what exists is kept. */
  default void plannerFailed(long slot, String why) {}
}
