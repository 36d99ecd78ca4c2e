package dev.migrator.app.command;

import dev.migrator.app.output.Table;
import dev.migrator.live.history.HistoryKind;
import dev.migrator.live.history.HistorySummary;
import dev.migrator.live.history.HistoryTable;
import dev.migrator.live.history.TenantSummary;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What {@code history} answers, for people and for programs; times are of the local zone. */
final class HistoryAnswer {
  private static final String MILLIS = "_at_ms";
  private static final DateTimeFormatter SHOWN = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  /** For people: what fits on a line. */
  private static final Map<HistoryKind, List<String>> COLUMNS =
      Map.of(
          HistoryKind.SLOTS,
          List.of(
              "ended_at",
              "tenant",
              "arrived",
              "in_time",
              "late",
              "dropped",
              "queue",
              "goodput",
              "accuracy",
              "forecast_requests"),
          HistoryKind.WINDOWS,
          List.of(
              "began_at",
              "window",
              "tenant",
              "slots",
              "arrived",
              "in_time",
              "late",
              "dropped",
              "queue_most",
              "goodput",
              "accuracy_mean",
              "model_version",
              "slowness"),
          HistoryKind.PLANS,
          List.of(
              "made_at",
              "slot",
              "outcome",
              "reasons",
              "instances",
              "retrainings",
              "value",
              "bound",
              "planning_ms",
              "detail"),
          HistoryKind.STEPS,
          List.of(
              "taken_at",
              "slot",
              "kind",
              "instance",
              "tenant",
              "choice",
              "outcome",
              "took_ms",
              "detail"),
          HistoryKind.RETRAININGS,
          List.of(
              "asked_at",
              "tenant",
              "choice",
              "placement",
              "outcome",
              "expected_ms",
              "took_ms",
              "gain_expected",
              "gain",
              "accuracy_replaced",
              "accuracy_measured"),
          HistoryKind.SERVICES,
          List.of(
              "ended_at",
              "tenant",
              "profile",
              "batch",
              "batches",
              "observed_batch_ms",
              "profiled_batch_ms",
              "slowness"),
          HistoryKind.EVENTS,
          List.of("happened_at", "kind", "tenant", "detail"));

  private final ZoneId zone;

  HistoryAnswer(ZoneId zone) {
    this.zone = zone;
  }

  /** For programs: every column, and times with their offset. */
  List<Map<String, @Nullable Object>> rows(HistoryTable table) {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    for (List<@Nullable Object> values : table.rows()) {
      rows.add(row(table.columns(), values));
    }
    return rows;
  }

  private Map<String, @Nullable Object> row(List<String> columns, List<@Nullable Object> values) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      Object value = values.get(i);
      if (columns.get(i).endsWith(MILLIS)) {
        row.put(columns.get(i).replace(MILLIS, "_at"), value == null ? null : exact(value));
      } else {
        row.putIfAbsent(columns.get(i), value);
      }
    }
    return row;
  }

  /** For people. */
  String text(HistoryKind kind, HistoryTable table) {
    List<String> shown = COLUMNS.getOrDefault(kind, table.columns());
    Table text = new Table(shown.toArray(String[]::new));
    for (List<@Nullable Object> values : table.rows()) {
      text.row(shown.stream().map(c -> cell(table.columns(), values, c)).toArray());
    }
    return text.toString();
  }

  private String cell(List<String> columns, List<@Nullable Object> values, String column) {
    int millis = columns.indexOf(column + "_ms");
    Object value = values.get(column.endsWith("_at") ? millis : columns.indexOf(column));
    if (value == null || value.equals("")) {
      return "-";
    }
    if (column.endsWith("_at")) {
      return shown(Instant.ofEpochMilli(((Number) value).longValue()));
    }
    return value instanceof Double number ? number(column, number) : printable(value.toString());
  }

  /** What workers say comes from outside: it must not break lines or talk to a terminal. */
  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }

  private static String number(String column, double value) {
    boolean isSmall = column.matches("accuracy.*|gain.*|slowness|gap");
    return String.format(Locale.ROOT, isSmall ? "%.3f" : "%.1f", value);
  }

  /** For programs. */
  Map<String, Object> summary(HistorySummary summary) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("since", exact(summary.since().toEpochMilli()));
    answer.put("until", exact(summary.until().toEpochMilli()));
    answer.put("by_window", summary.byWindow());
    answer.put("plans", summary.plans());
    answer.put("refused", summary.refused());
    answer.put("steps", summary.steps());
    answer.put("tenants", summary.tenants().stream().map(HistoryAnswer::tenant).toList());
    return answer;
  }

  private static Map<String, @Nullable Object> tenant(TenantSummary tenant) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("tenant", tenant.tenant());
    row.put("seconds", tenant.seconds());
    row.put("arrived", tenant.arrived());
    row.put("in_time", tenant.inTime());
    row.put("late", tenant.late());
    row.put("dropped", tenant.dropped());
    row.put("attainment", orNull(tenant.attainment()));
    row.put("goodput", tenant.goodput());
    row.put("accuracy", orNull(tenant.accuracy()));
    row.put("queue_most", tenant.mostWaiting());
    row.put("forecast_error", orNull(tenant.forecastError()));
    row.put("model_version", tenant.version());
    row.put("retrainings", tenant.retrainings());
    return row;
  }

  /** For people. */
  String text(HistorySummary summary) {
    Table table =
        new Table(
            "tenant",
            "arrived",
            "in time",
            "late",
            "dropped",
            "goodput",
            "accuracy",
            "queue",
            "forecast off by",
            "version",
            "retrainings");
    summary.tenants().forEach(tenant -> row(table, tenant));
    return "%s to %s%s: %d plans (%d more refused), %d steps%n%s"
        .formatted(
            shown(summary.since()),
            shown(summary.until()),
            summary.byWindow() ? ", by whole windows" : "",
            summary.plans(),
            summary.refused(),
            summary.steps(),
            table);
  }

  private static void row(Table table, TenantSummary tenant) {
    table.row(
        tenant.tenant(),
        tenant.arrived(),
        share(tenant.attainment()),
        tenant.late(),
        tenant.dropped(),
        String.format(Locale.ROOT, "%.1f", tenant.goodput()),
        shown("%.3f", tenant.accuracy()),
        tenant.mostWaiting(),
        shown("%.1f", tenant.forecastError()),
        tenant.version(),
        tenant.retrainings());
  }

  private static String share(OptionalDouble value) {
    return value.isPresent()
        ? String.format(Locale.ROOT, "%.2f %%", 100 * value.getAsDouble())
        : "-";
  }

  private static String shown(String format, OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : "-";
  }

  private static @Nullable Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  /** To the second, without the zone. */
  String shown(Instant at) {
    return SHOWN.format(at.atZone(zone));
  }

  private String exact(Object millis) {
    return Instant.ofEpochMilli(((Number) millis).longValue())
        .truncatedTo(ChronoUnit.MILLIS)
        .atZone(zone)
        .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
  }
}
