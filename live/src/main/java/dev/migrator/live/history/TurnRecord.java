package dev.migrator.live.history;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * All that one turn of the daemon brought. It is kept as a whole or not at all.
 *
 * @param run that it belongs to
 * @param at when the slot before the turn had ended
 * @param slot that slot
 * @param length how long it really was
 * @param tenants what happened to the tenants' requests in that slot
 * @param services what their batches took
 * @param plans that were made
 * @param steps that were taken, and earlier ones of which the outcome is known now
 * @param retrainings that began, and earlier ones of which more is known now
 * @param events that happened
 */
public record TurnRecord(
    Run run,
    Instant at,
    long slot,
    Duration length,
    List<SlotRecord> tenants,
    List<ServiceRecord> services,
    List<PlanRecord> plans,
    List<StepRecord> steps,
    List<RetrainingRecord> retrainings,
    List<EventRecord> events) {
  public TurnRecord {
    tenants = List.copyOf(tenants);
    services = List.copyOf(services);
    plans = List.copyOf(plans);
    steps = List.copyOf(steps);
    retrainings = List.copyOf(retrainings);
    events = List.copyOf(events);
  }

  /** How many rows it is, at most. */
  public int rows() {
    return tenants.size()
        + services.size()
        + plans.size()
        + steps.size()
        + retrainings.size()
        + events.size();
  }

  /** The window of its slot. */
  public long window() {
    return run.window(slot);
  }
}
