package dev.migrator.live.daemon;

import dev.migrator.core.control.Journal;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.Step;
import dev.migrator.core.plan.Reason;
import dev.migrator.live.chronicle.Chronicle;
import dev.migrator.live.event.EventLog;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Hears of every decision, tells it as an event and remembers the last plan. */
final class Witness implements Journal {
  private final EventLog events;
  private final Chronicle chronicle;
  private Optional<Plan> plan = Optional.empty();
  private long planSlot;
  private long plans;
  private long refused;
  private int stepsOfTurn;

  /**
   * @param chronicle hears the same
   */
  Witness(EventLog events, Chronicle chronicle) {
    this.events = events;
    this.chronicle = chronicle;
  }

  @Override
  public void planningEnded(long slot, Set<Reason> reasons, double millis) {
    chronicle.planningEnded(slot, reasons, millis);
  }

  @Override
  public void planned(long slot, Plan made) {
    plan = Optional.of(made);
    planSlot = slot;
    plans++;
    chronicle.planned(slot, made);
  }

  @Override
  public void refused(long slot, Plan made, List<String> violations) {
    refused++;
    chronicle.refused(slot, made, violations);
    events.add("plan-refused", "", String.join("; ", violations));
  }

  @Override
  public void step(long slot, Step step) {
    stepsOfTurn++;
    chronicle.step(slot, step);
    events.add("step", "", step.toString());
  }

  @Override
  public void plannerFailed(long slot, String why) {
    events.add("planner-failed", "", why);
    chronicle.plannerFailed(slot, why);
  }

  void turnBegins() {
    stepsOfTurn = 0;
  }

  int stepsOfTurn() {
    return stepsOfTurn;
  }

  Optional<Plan> plan() {
    return plan;
  }

  long planSlot() {
    return planSlot;
  }

  long plans() {
    return plans;
  }

  long refused() {
    return refused;
  }
}
