package dev.migrator.live.chronicle;

import dev.migrator.core.control.Journal;
import dev.migrator.core.model.Forecast;
import dev.migrator.core.model.ObservedInstance;
import dev.migrator.core.model.Outcome;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.Step;
import dev.migrator.core.plan.Reason;
import dev.migrator.live.event.Event;
import dev.migrator.live.event.EventLog;
import dev.migrator.live.history.EventRecord;
import dev.migrator.live.history.History;
import dev.migrator.live.history.Run;
import dev.migrator.live.history.ServiceRecord;
import dev.migrator.live.history.SlotRecord;
import dev.migrator.live.history.TurnRecord;
import dev.migrator.live.journal.Happening;
import dev.migrator.live.work.Clock;
import dev.migrator.live.work.TenantView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Puts together what each turn of the daemon brought and hands it to the history.
 *
 * <p>It hears of decisions as they are made and of instances as they change, looks at the workers
 * between turns, and is told when a slot and when a turn has ended. Only the loop's thread touches
 * it. It reads and never changes anything.
 */
public final class Chronicle implements Journal {
  /** Told by rows of their own. */
  private static final String STEP_EVENT = "step";

  private final History history;
  private final Supplier<Instant> time;
  private final Clock clock;
  private final EventLog events;
  private final PlanNotes plans = new PlanNotes();
  private final StepNotes steps = new StepNotes();
  private final RetrainingNotes retrainings = new RetrainingNotes();
  private final ServiceNotes services = new ServiceNotes();
  private final Set<String> swaps = new LinkedHashSet<>();
  private Optional<Run> run = Optional.empty();
  private long forecastSlot;
  private long eventsSeen;
  private long slotBegan;

  // Of the slot that has ended last.
  private long slot;
  private Instant slotEnded = Instant.EPOCH;
  private Duration slotLength = Duration.ZERO;
  private List<SlotRecord> slotOutcomes = List.of();
  private List<ServiceRecord> slotServices = List.of();

  /**
   * @param history that is told each turn
   * @param time the time of day
   * @param clock time that only goes forward
   * @param events what happened
   */
  public Chronicle(History history, Supplier<Instant> time, Clock clock, EventLog events) {
    this.history = history;
    this.time = time;
    this.clock = clock;
    this.events = events;
    this.slotBegan = clock.nanos();
  }

  /**
   * The loop is about to take its first turn.
   *
   * @param firstSlot that begins with it
   * @param length of a slot
   * @param slotsPerWindow slots of a window
   * @param instances that exist already
   */
  public void begins(
      long firstSlot, Duration length, int slotsPerWindow, List<ObservedInstance> instances) {
    run = Optional.of(new Run(time.get(), firstSlot, length, slotsPerWindow));
    steps.exist(instances);
  }

  @Override
  public void planningEnded(long number, Set<Reason> reasons, double millis) {
    plans.ended(reasons, millis);
    forecastSlot = number;
  }

  @Override
  public void planned(long number, Plan plan) {
    plans.applied(time.get(), number, plan);
  }

  @Override
  public void refused(long number, Plan plan, List<String> violations) {
    plans.refused(time.get(), number, plan, violations);
  }

  @Override
  public void plannerFailed(long number, String why) {
    plans.failed(why);
  }

  @Override
  public void step(long number, Step step) {
    steps.taken(time.get(), clock.nanos(), number, step);
    if (step instanceof Step.Swap swap) {
      swaps.add(swap.instance());
    } else if (step instanceof Step.Checkpoint checkpoint) {
      retrainings.checkpointed(checkpoint.instance());
    }
  }

  /** Something became of an instance. */
  public void happened(String instance, Happening what, String detail) {
    steps.happened(instance, what, clock.nanos(), detail);
  }

  /** Looks at the workers; to be called several times a second. */
  public void look(WorkerSight workers) {
    long now = clock.nanos();
    steps.look(workers, now);
    retrainings.look(workers, now);
  }

  /**
   * A slot has ended and its outcomes are known.
   *
   * @param number the slot
   * @param forecasts by tenant: what the last plan was made for; empty if no plan is carried out
   */
  public void slotEnded(long number, List<TenantView> tenants, Map<String, Forecast> forecasts) {
    long now = clock.nanos();
    slot = number;
    slotEnded = time.get();
    slotLength = Duration.ofNanos(now - slotBegan);
    slotBegan = now;
    List<SlotRecord> outcomes = new ArrayList<>();
    for (TenantView tenant : tenants) {
      outcomes.add(outcome(tenant, Optional.ofNullable(forecasts.get(tenant.settings().name()))));
    }
    boolean isBeforeTheFirst = run.filter(r -> number < r.firstSlot()).isPresent();
    outcomes.removeIf(record -> isBeforeTheFirst && record.outcome().equals(Outcome.NONE));
    slotOutcomes = outcomes;
    slotServices = services.taken(tenants);
    retrainings.slotEnded(tenants);
    if (run.filter(r -> (number + 1) % r.slotsPerWindow() == 0).isPresent()) {
      retrainings.windowEnded(tenants);
    }
  }

  /** The turn after that slot has ended. */
  public void turnEnded(List<TenantView> tenants, List<ObservedInstance> instances) {
    if (run.isEmpty()) {
      return;
    }
    long now = clock.nanos();
    long window = run.get().window(slot + 1);
    retrainings
        .turnEnded(slotEnded, now, window, swaps, tenants, instances)
        .forEach((instance, serves) -> steps.swapped(instance, serves, now));
    swaps.clear();
    steps.exist(instances);
    keep(run.get(), slotEnded, slotLength);
  }

  /** There will be no more turns: what is known since the last one is told, too. */
  public void ends() {
    slotOutcomes = List.of();
    slotServices = List.of();
    run.ifPresent(r -> keep(r, time.get(), Duration.ZERO));
  }

  private void keep(Run of, Instant at, Duration length) {
    history.keep(
        new TurnRecord(
            of,
            at,
            slot,
            length,
            slotOutcomes,
            slotServices,
            plans.taken(),
            steps.taken(),
            retrainings.taken(),
            newEvents()));
  }

  private SlotRecord outcome(TenantView tenant, Optional<Forecast> forecast) {
    long ahead = slot - forecastSlot;
    OptionalDouble expected =
        forecast.isPresent() && ahead >= 0 && ahead < forecast.get().horizon()
            ? OptionalDouble.of(forecast.get().mean()[(int) ahead])
            : OptionalDouble.empty();
    return new SlotRecord(
        tenant.settings().name(),
        tenant.last(),
        tenant.accuracy(),
        tenant.version(),
        tenant.slowness(),
        expected);
  }

  private List<EventRecord> newEvents() {
    List<EventRecord> records = new ArrayList<>();
    for (Event event : events.after(eventsSeen)) {
      eventsSeen = event.number();
      if (!event.kind().equals(STEP_EVENT)) {
        records.add(
            new EventRecord(
                event.number(), event.at(), event.kind(), event.tenant(), event.text()));
      }
    }
    return records;
  }
}
