package dev.migrator.live.chronicle;

import dev.migrator.core.model.Plan;
import dev.migrator.core.plan.Reason;
import dev.migrator.live.history.PlanRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;

/** The plans of a turn, with why they were made and how long that took. */
final class PlanNotes {
  private final List<PlanRecord> made = new ArrayList<>();
  private List<String> reasons = List.of();
  private double millis;
  private String failure = "";
  private long number;

  void ended(Set<Reason> why, double planningMillis) {
    reasons = why.stream().map(reason -> reason.name().toLowerCase(Locale.ROOT)).toList();
    millis = planningMillis;
  }

  void failed(String why) {
    failure = why;
  }

  void applied(Instant at, long slot, Plan plan) {
    add(
        at,
        slot,
        plan,
        failure.isEmpty() ? PlanRecord.Outcome.APPLIED : PlanRecord.Outcome.FAILED,
        failure);
  }

  void refused(Instant at, long slot, Plan plan, List<String> violations) {
    add(at, slot, plan, PlanRecord.Outcome.REFUSED, String.join("; ", violations));
  }

  /** Those since the last call. */
  List<PlanRecord> taken() {
    List<PlanRecord> taken = List.copyOf(made);
    made.clear();
    failure = "";
    return taken;
  }

  private void add(Instant at, long slot, Plan plan, PlanRecord.Outcome outcome, String detail) {
    // The largest number there is stands for: nothing is known.
    boolean isBounded = plan.bound() < Double.MAX_VALUE;
    made.add(
        new PlanRecord(
            ++number,
            at,
            slot,
            plan.planner(),
            reasons,
            outcome,
            plan.slots(),
            plan.instances().size(),
            plan.retrainings().size(),
            plan.value(),
            isBounded ? OptionalDouble.of(plan.bound()) : OptionalDouble.empty(),
            millis,
            detail));
    failure = "";
  }
}
