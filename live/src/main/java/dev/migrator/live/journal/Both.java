package dev.migrator.live.journal;

import dev.migrator.core.control.Journal;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.Step;
import dev.migrator.core.plan.Reason;
import java.util.List;
import java.util.Set;

/**
 * Two journals: the second is told of what the first has recorded.
 *
 * @param first that decides whether it is recorded
 * @param second that only hears of it
 */
record Both(Journal first, Journal second) implements Journal {

  @Override
  public void planned(long slot, Plan plan) {
    first.planned(slot, plan);
    second.planned(slot, plan);
  }

  @Override
  public void refused(long slot, Plan plan, List<String> violations) {
    first.refused(slot, plan, violations);
    second.refused(slot, plan, violations);
  }

  @Override
  public void planningEnded(long slot, Set<Reason> reasons, double millis) {
    first.planningEnded(slot, reasons, millis);
    second.planningEnded(slot, reasons, millis);
  }

  @Override
  public void step(long slot, Step step) {
    first.step(slot, step);
    second.step(slot, step);
  }
}
