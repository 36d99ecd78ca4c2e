package dev.migrator.live.history;

import dev.migrator.core.model.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Puts turns into the tables of a history. */
final class TurnRows implements AutoCloseable {
  private static final int LONGEST_DETAIL = 500;

  /** Names whose numbers are remembered. */
  private static final int MOST_KNOWN = 10_000;

  private final Connection connection;
  private final List<Insert> all = new ArrayList<>();
  private final Map<String, Long> tenants = new HashMap<>();
  private Optional<Run> run = Optional.empty();
  private long runId;

  private final Insert runs;
  private final Insert names;
  private final Insert slots;
  private final Insert windows;
  private final Insert services;
  private final Insert plans;
  private final Insert steps;
  private final Insert retrainings;
  private final Insert events;

  TurnRows(Connection connection) throws SQLException {
    this.connection = connection;
    this.runs =
        prepared(
            """
            INSERT INTO run (began_at_ms, first_slot, slot_ms, slots_per_window)
            VALUES (?, ?, ?, ?)\
            """);
    this.names = prepared("INSERT INTO tenant (name) VALUES (?) ON CONFLICT DO NOTHING");
    this.slots = prepared(values("tenant_slot", 16) + SLOT_AGAIN);
    this.windows = prepared(values("tenant_window", 20) + WINDOW_AGAIN);
    this.services = prepared(values("service_window", 9) + SERVICE_AGAIN);
    this.plans = prepared(values("plan", 14));
    this.steps = prepared(values("step", 12) + STEP_AGAIN);
    this.retrainings = prepared(values("retraining", 18) + RETRAINING_AGAIN);
    this.events = prepared(values("event", 6));
  }

  /** Only where the time of day was set back: nothing is lost of either. */
  private static final String SLOT_AGAIN =
      """
      ON CONFLICT (ended_at_ms, tenant_id) DO UPDATE SET
       length_ms = length_ms + excluded.length_ms, arrived = arrived + excluded.arrived,
       in_time = in_time + excluded.in_time, late = late + excluded.late,
       dropped = dropped + excluded.dropped, goodput = goodput + excluded.goodput\
      """;

  private static final String WINDOW_AGAIN =
      """
      ON CONFLICT (run_id, window, tenant_id) DO UPDATE SET
       ended_at_ms = excluded.ended_at_ms, slots = slots + 1,
       length_ms = length_ms + excluded.length_ms, arrived = arrived + excluded.arrived,
       in_time = in_time + excluded.in_time, late = late + excluded.late,
       dropped = dropped + excluded.dropped, queue_most = max(queue_most, excluded.queue_most),
       queue_last = excluded.queue_last, goodput = goodput + excluded.goodput,
       accuracy_last = excluded.accuracy_last, model_version_last = excluded.model_version_last,
       slowness_last = excluded.slowness_last,
       forecast_slots = forecast_slots + excluded.forecast_slots,
       forecast_requests = forecast_requests + excluded.forecast_requests,
       forecast_error_requests = forecast_error_requests + excluded.forecast_error_requests\
      """;

  private static final String SERVICE_AGAIN =
      """
      ON CONFLICT (run_id, window, tenant_id, profile, batch) DO UPDATE SET
       ended_at_ms = excluded.ended_at_ms, batches = batches + excluded.batches,
       observed_ms = observed_ms + excluded.observed_ms,
       profiled_ms = profiled_ms + excluded.profiled_ms\
      """;

  private static final String STEP_AGAIN =
      """
      ON CONFLICT (run_id, number) DO UPDATE SET
       outcome = excluded.outcome, took_ms = excluded.took_ms, detail = excluded.detail\
      """;

  private static final String RETRAINING_AGAIN =
      """
      ON CONFLICT (run_id, number) DO UPDATE SET
       outcome = excluded.outcome, ended_at_ms = excluded.ended_at_ms,
       setup_ms = excluded.setup_ms, expected_ms = excluded.expected_ms,
       took_ms = excluded.took_ms, accuracy_replaced = excluded.accuracy_replaced,
       accuracy_claimed = excluded.accuracy_claimed,
       accuracy_measured = excluded.accuracy_measured\
      """;

  /** To be committed by the caller, or else {@link #forget forgotten}. */
  void write(TurnRecord turn) throws SQLException {
    long runNumber = run(turn.run());
    for (SlotRecord slot : turn.tenants()) {
      write(turn, runNumber, slot);
    }
    for (ServiceRecord service : turn.services()) {
      write(turn, runNumber, service);
    }
    for (PlanRecord plan : turn.plans()) {
      write(runNumber, plan);
    }
    for (StepRecord step : turn.steps()) {
      write(runNumber, step);
    }
    for (RetrainingRecord retraining : turn.retrainings()) {
      write(runNumber, retraining);
    }
    for (EventRecord event : turn.events()) {
      events.run(
          runNumber,
          event.number(),
          event.at(),
          event.kind(),
          tenantOrNone(event.tenant()),
          shown(event.text()));
    }
  }

  /** Numbers that were given since the last commit may not be there. */
  void forget() {
    run = Optional.empty();
    tenants.clear();
  }

  /** The same for names only: some may have been removed. */
  void forgetNames() {
    tenants.clear();
  }

  private void write(TurnRecord turn, long runNumber, SlotRecord slot) throws SQLException {
    long tenant = tenant(slot.tenant());
    Outcome outcome = slot.outcome();
    long length = turn.length().toMillis();
    slots.run(
        turn.at(),
        tenant,
        runNumber,
        turn.slot(),
        turn.window(),
        length,
        outcome.arrived(),
        outcome.withinSlo(),
        outcome.late(),
        outcome.dropped(),
        outcome.waiting(),
        outcome.goodput(),
        slot.accuracy(),
        slot.version(),
        slot.slowness(),
        slot.forecast());
    boolean isForecast = slot.forecast().isPresent();
    double forecast = slot.forecast().orElse(0);
    windows.run(
        runNumber,
        turn.window(),
        tenant,
        turn.at().minusMillis(length),
        turn.at(),
        1,
        length,
        outcome.arrived(),
        outcome.withinSlo(),
        outcome.late(),
        outcome.dropped(),
        outcome.waiting(),
        outcome.waiting(),
        outcome.goodput(),
        slot.accuracy(),
        slot.version(),
        slot.slowness(),
        isForecast ? 1 : 0,
        forecast,
        isForecast ? Math.abs(outcome.arrived() - forecast) : 0.0);
  }

  private void write(TurnRecord turn, long runNumber, ServiceRecord service) throws SQLException {
    services.run(
        runNumber,
        turn.window(),
        tenant(service.tenant()),
        service.profile(),
        service.batch(),
        turn.at(),
        service.batches(),
        service.observedNanos() * 1e-6,
        service.profiledNanos() * 1e-6);
  }

  private void write(long runNumber, PlanRecord plan) throws SQLException {
    plans.run(
        runNumber,
        plan.number(),
        plan.at(),
        plan.slot(),
        plan.planner(),
        String.join(",", plan.reasons()),
        word(plan.outcome()),
        plan.horizonSlots(),
        plan.instances(),
        plan.retrainings(),
        plan.value(),
        plan.bound(),
        plan.planningMillis(),
        shown(plan.detail()));
  }

  private void write(long runNumber, StepRecord step) throws SQLException {
    steps.run(
        runNumber,
        step.number(),
        step.at(),
        step.slot(),
        step.kind(),
        step.instance(),
        step.placement(),
        tenantOrNone(step.tenant()),
        step.choice(),
        word(step.outcome()),
        step.took(),
        shown(step.detail()));
  }

  private void write(long runNumber, RetrainingRecord retraining) throws SQLException {
    RetrainingCourse course = retraining.course();
    retrainings.run(
        runNumber,
        retraining.number(),
        retraining.asked(),
        retraining.window(),
        tenant(retraining.tenant()),
        retraining.choice(),
        retraining.instance(),
        retraining.placement(),
        word(course.outcome()),
        course.ended(),
        course.setup(),
        course.expected(),
        course.took(),
        retraining.accuracyBefore(),
        retraining.accuracyExpected(),
        course.replaced(),
        course.claimed(),
        course.measured());
  }

  private long run(Run now) throws SQLException {
    if (!run.equals(Optional.of(now))) {
      Instant began = now.began();
      runs.run(began, now.firstSlot(), now.slot().toMillis(), now.slotsPerWindow());
      runId = Database.number(connection, "SELECT last_insert_rowid()");
      run = Optional.of(now);
    }
    return runId;
  }

  private Optional<Long> tenantOrNone(String name) throws SQLException {
    return name.isEmpty() ? Optional.empty() : Optional.of(tenant(name));
  }

  private long tenant(String name) throws SQLException {
    Long known = tenants.get(name);
    if (known != null) {
      return known;
    }
    if (tenants.size() >= MOST_KNOWN) {
      tenants.clear();
    }
    names.run(name);
    long id = idOf(name);
    tenants.put(name, id);
    return id;
  }

  private long idOf(String name) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT tenant_id FROM tenant WHERE name = ?")) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        return row.getLong(1);
      }
    }
  }

  private Insert prepared(String sql) throws SQLException {
    Insert insert = new Insert(connection, sql);
    all.add(insert);
    return insert;
  }

  private static String values(String table, int columns) {
    return "INSERT INTO %s VALUES (%s)"
        .formatted(table, String.join(", ", Collections.nCopies(columns, "?")));
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String shown(String text) {
    return text.substring(0, Math.min(text.length(), LONGEST_DETAIL));
  }

  @Override
  public void close() throws SQLException {
    for (Insert insert : all) {
      insert.close();
    }
  }
}
