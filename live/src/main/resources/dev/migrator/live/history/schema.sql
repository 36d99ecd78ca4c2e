-- What history.db holds, version 1 (PRAGMA user_version). Times end in _at_ms and are Unix
-- milliseconds; lengths end in _ms. Tables are named in the singular; the views, which put names in
-- place of numbers, in the plural. docs/history.md tells what each column means.

CREATE TABLE run (
  run_id INTEGER PRIMARY KEY,
  began_at_ms INTEGER NOT NULL,
  first_slot INTEGER NOT NULL,
  slot_ms INTEGER NOT NULL,
  slots_per_window INTEGER NOT NULL
);

CREATE TABLE tenant (
  tenant_id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);

-- Fine: a row for each tenant and slot, for some hours. In order of time, so that the oldest rows
-- are the first.
CREATE TABLE tenant_slot (
  ended_at_ms INTEGER NOT NULL,
  tenant_id INTEGER NOT NULL,
  run_id INTEGER NOT NULL,
  slot INTEGER NOT NULL,
  window INTEGER NOT NULL,
  length_ms INTEGER NOT NULL,
  arrived INTEGER NOT NULL,
  in_time INTEGER NOT NULL,
  late INTEGER NOT NULL,
  dropped INTEGER NOT NULL,
  queue INTEGER NOT NULL,
  goodput REAL NOT NULL,
  accuracy REAL NOT NULL,
  model_version INTEGER NOT NULL,
  slowness REAL NOT NULL,
  forecast_requests REAL,
  PRIMARY KEY (ended_at_ms, tenant_id)
) WITHOUT ROWID;

-- Coarse: a row for each tenant and window, for months. Each slot is added to its window in the
-- transaction that writes it, so that the sums are the same whenever slots are removed.
CREATE TABLE tenant_window (
  run_id INTEGER NOT NULL,
  window INTEGER NOT NULL,
  tenant_id INTEGER NOT NULL,
  began_at_ms INTEGER NOT NULL,
  ended_at_ms INTEGER NOT NULL,
  slots INTEGER NOT NULL,
  length_ms INTEGER NOT NULL,
  arrived INTEGER NOT NULL,
  in_time INTEGER NOT NULL,
  late INTEGER NOT NULL,
  dropped INTEGER NOT NULL,
  queue_most INTEGER NOT NULL,
  queue_last INTEGER NOT NULL,
  goodput REAL NOT NULL,
  accuracy_last REAL NOT NULL,
  model_version_last INTEGER NOT NULL,
  slowness_last REAL NOT NULL,
  forecast_slots INTEGER NOT NULL,
  forecast_requests REAL NOT NULL,
  forecast_error_requests REAL NOT NULL,
  PRIMARY KEY (run_id, window, tenant_id)
) WITHOUT ROWID;

-- What batches took, beside what the service profile says of them.
CREATE TABLE service_window (
  run_id INTEGER NOT NULL,
  window INTEGER NOT NULL,
  tenant_id INTEGER NOT NULL,
  profile TEXT NOT NULL,
  batch INTEGER NOT NULL,
  ended_at_ms INTEGER NOT NULL,
  batches INTEGER NOT NULL,
  observed_ms REAL NOT NULL,
  profiled_ms REAL NOT NULL,
  PRIMARY KEY (run_id, window, tenant_id, profile, batch)
) WITHOUT ROWID;

CREATE TABLE plan (
  run_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  made_at_ms INTEGER NOT NULL,
  slot INTEGER NOT NULL,
  planner TEXT NOT NULL,
  reasons TEXT NOT NULL,
  outcome TEXT NOT NULL,
  horizon_slots INTEGER NOT NULL,
  instances INTEGER NOT NULL,
  retrainings INTEGER NOT NULL,
  value REAL NOT NULL,
  bound REAL,
  planning_ms REAL NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (run_id, number)
) WITHOUT ROWID;

CREATE TABLE step (
  run_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  taken_at_ms INTEGER NOT NULL,
  slot INTEGER NOT NULL,
  kind TEXT NOT NULL,
  instance TEXT NOT NULL,
  placement TEXT NOT NULL,
  tenant_id INTEGER,
  choice TEXT NOT NULL,
  outcome TEXT NOT NULL,
  took_ms REAL,
  detail TEXT NOT NULL,
  PRIMARY KEY (run_id, number)
) WITHOUT ROWID;

CREATE TABLE retraining (
  run_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  asked_at_ms INTEGER NOT NULL,
  window INTEGER NOT NULL,
  tenant_id INTEGER NOT NULL,
  choice TEXT NOT NULL,
  instance TEXT NOT NULL,
  placement TEXT NOT NULL,
  outcome TEXT NOT NULL,
  ended_at_ms INTEGER,
  setup_ms REAL,
  expected_ms REAL,
  took_ms REAL,
  accuracy_before REAL NOT NULL,
  accuracy_expected REAL,
  accuracy_replaced REAL,
  accuracy_claimed REAL,
  accuracy_measured REAL,
  PRIMARY KEY (run_id, number)
) WITHOUT ROWID;

CREATE TABLE event (
  run_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  happened_at_ms INTEGER NOT NULL,
  kind TEXT NOT NULL,
  tenant_id INTEGER,
  detail TEXT NOT NULL,
  PRIMARY KEY (run_id, number)
) WITHOUT ROWID;

CREATE VIEW slots AS
SELECT
  ended_at_ms, datetime(ended_at_ms / 1000, 'unixepoch', 'localtime') AS ended_at,
  name AS tenant, run_id, window, slot, length_ms, arrived, in_time, late, dropped, queue, goodput,
  accuracy, model_version, slowness, forecast_requests
FROM tenant_slot JOIN tenant USING (tenant_id);

CREATE VIEW windows AS
SELECT
  began_at_ms, datetime(began_at_ms / 1000, 'unixepoch', 'localtime') AS began_at, ended_at_ms,
  name AS tenant, run_id, window, slots, length_ms, arrived, in_time, late, dropped, queue_most,
  queue_last, goodput, goodput / nullif(in_time, 0) AS accuracy_mean, accuracy_last,
  model_version_last AS model_version, slowness_last AS slowness, forecast_slots,
  forecast_requests, forecast_error_requests
FROM tenant_window JOIN tenant USING (tenant_id);

CREATE VIEW hours AS
SELECT
  strftime('%Y-%m-%d %H:00', began_at_ms / 1000, 'unixepoch', 'localtime') AS hour,
  name AS tenant, sum(arrived) AS arrived, sum(in_time) AS in_time, sum(late) AS late,
  sum(dropped) AS dropped, max(queue_most) AS queue_most, sum(goodput) AS goodput,
  sum(goodput) / nullif(sum(in_time), 0) AS accuracy_mean,
  sum(forecast_error_requests) / nullif(sum(forecast_slots), 0) AS forecast_error_per_slot
FROM tenant_window JOIN tenant USING (tenant_id)
GROUP BY hour, tenant_id;

CREATE VIEW services AS
SELECT
  ended_at_ms, datetime(ended_at_ms / 1000, 'unixepoch', 'localtime') AS ended_at,
  name AS tenant, run_id, window, profile, batch, batches,
  observed_ms / batches AS observed_batch_ms, profiled_ms / batches AS profiled_batch_ms,
  observed_ms / profiled_ms AS slowness
FROM service_window JOIN tenant USING (tenant_id);

CREATE VIEW plans AS
SELECT
  made_at_ms, datetime(made_at_ms / 1000, 'unixepoch', 'localtime') AS made_at, run_id, number,
  slot, planner, reasons, outcome, horizon_slots, instances, retrainings, value, bound,
  max(0, 1 - value / bound) AS gap, planning_ms, detail
FROM plan;

CREATE VIEW steps AS
SELECT
  taken_at_ms, datetime(taken_at_ms / 1000, 'unixepoch', 'localtime') AS taken_at, run_id, number,
  slot, kind, instance, placement, name AS tenant, choice,
  CASE WHEN outcome = 'open' AND run_id < (SELECT max(run_id) FROM run) THEN 'unknown'
    ELSE outcome END AS outcome, took_ms, detail
FROM step LEFT JOIN tenant USING (tenant_id);

CREATE VIEW retrainings AS
SELECT
  asked_at_ms, datetime(asked_at_ms / 1000, 'unixepoch', 'localtime') AS asked_at, ended_at_ms,
  run_id, number, window, name AS tenant, choice, instance, placement,
  CASE WHEN outcome = 'running' AND run_id < (SELECT max(run_id) FROM run) THEN 'unknown'
    ELSE outcome END AS outcome, setup_ms, expected_ms, took_ms, accuracy_before, accuracy_expected, accuracy_replaced, accuracy_claimed,
  accuracy_measured, accuracy_expected - accuracy_before AS gain_expected,
  coalesce(accuracy_measured, accuracy_claimed) - accuracy_replaced AS gain
FROM retraining JOIN tenant USING (tenant_id);

CREATE VIEW events AS
SELECT
  happened_at_ms, datetime(happened_at_ms / 1000, 'unixepoch', 'localtime') AS happened_at, run_id,
  number, kind, name AS tenant, detail
FROM event LEFT JOIN tenant USING (tenant_id);
