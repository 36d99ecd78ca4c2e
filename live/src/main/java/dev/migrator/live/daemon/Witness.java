package dev.migrator.live.daemon;

import dev.migrator.core.control.Journal;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.Step;
import dev.migrator.live.event.EventLog;
import java.util.List;
import java.util.Optional;

/** A journal that passes everything on and remembers the last plan. */
final class Witness implements Journal {
  private final Journal journal;
  private final EventLog events;
  private Optional<Plan> plan = Optional.empty();
  private long planSlot;
  private long plans;
  private long refused;
  private int stepsOfTurn;

  Witness(Journal journal, EventLog events) {
    this.journal = journal;
    this.events = events;
  }

  @Override
  public void planned(long slot, Plan made) {
    journal.planned(slot, made);
    plan = Optional.of(made);
    planSlot = slot;
    plans++;
  }

  @Override
  public void refused(long slot, Plan made, List<String> violations) {
    journal.refused(slot, made, violations);
    refused++;
    events.add("plan-refused", "", String.join("; ", violations));
  }

  @Override
  public void step(long slot, Step step) {
    journal.step(slot, step);
    stepsOfTurn++;
    events.add("step", "", step.toString());
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
