package dev.migrator.live.api;

import dev.migrator.core.model.ObservedInstance;
import dev.migrator.core.model.Scorecard;
import dev.migrator.core.model.Task;
import dev.migrator.gateway.GatewayCounts;
import dev.migrator.gateway.serve.TenantCounts;
import dev.migrator.live.daemon.JournalHealth;
import dev.migrator.live.daemon.LiveView;
import dev.migrator.live.history.HistoryHealth;
import dev.migrator.live.work.TenantView;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** What is known, in Prometheus' text format. */
final class Metrics {
  static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final StringBuilder text = new StringBuilder();

  private Metrics() {}

  static String text(LiveView view, GatewayCounts gateway, Map<String, Long> events) {
    Metrics metrics = new Metrics();
    metrics.requests(view);
    metrics.models(view);
    metrics.instances(view);
    metrics.planning(view);
    metrics.journal(view.journal());
    metrics.history(view.history());
    metrics.door(gateway);
    metrics.calls(gateway);
    metrics.events(events);
    return metrics.text.toString();
  }

  private void requests(LiveView view) {
    head("migrator_arrivals_total", "counter", "Requests that arrived.");
    perTenant(view, "migrator_arrivals_total", t -> t.total().arrived());
    head("migrator_requests_total", "counter", "Requests that ended, by how.");
    for (TenantView t : view.tenants()) {
      String tenant = "tenant=\"" + t.settings().name() + "\",outcome=";
      sample("migrator_requests_total", tenant + "\"in_time\"", t.total().withinSlo());
      sample("migrator_requests_total", tenant + "\"late\"", t.total().late());
      sample("migrator_requests_total", tenant + "\"dropped\"", t.total().dropped());
    }
    head("migrator_goodput_total", "counter", "Timely answers, each times its model's accuracy.");
    perTenant(view, "migrator_goodput_total", t -> t.total().goodput());
    head("migrator_queue_length", "gauge", "Requests that wait.");
    perTenant(view, "migrator_queue_length", t -> t.last().waiting());
  }

  private void models(LiveView view) {
    head("migrator_model_accuracy", "gauge", "Measured accuracy of the model that serves.");
    perTenant(view, "migrator_model_accuracy", TenantView::accuracy);
    head("migrator_model_version", "gauge", "Version of the weights that serve.");
    perTenant(view, "migrator_model_version", TenantView::version);
    head("migrator_labels_total", "counter", "Labels that callers gave.");
    perTenant(view, "migrator_labels_total", TenantView::labels);
    head("migrator_service_slowness", "gauge", "Times the service profile that batches take.");
    perTenant(view, "migrator_service_slowness", TenantView::slowness);
    head("migrator_retrainings_total", "counter", "Retrainings that ended.");
    sample("migrator_retrainings_total", "", view.scorecard().retrainings());
  }

  private void instances(LiveView view) {
    head("migrator_instances", "gauge", "GPU instances, by profile, task and state.");
    Map<String, Long> counts =
        view.instances().stream()
            .collect(Collectors.groupingBy(Metrics::labels, TreeMap::new, Collectors.counting()));
    counts.forEach((labels, count) -> sample("migrator_instances", labels, count));
  }

  private static String labels(ObservedInstance instance) {
    String task = instance.task() instanceof Task.Infer ? "infer" : "retrain";
    return "profile=\"%s\",task=\"%s\",state=\"%s\""
        .formatted(
            instance.placement().profile(), task, instance.state().name().toLowerCase(Locale.ROOT));
  }

  private void journal(JournalHealth journal) {
    head("migrator_read_only", "gauge", "1 while the journal cannot be written.");
    sample("migrator_read_only", "", journal.isReadOnly() ? 1 : 0);
    head("migrator_journal_failures_total", "counter", "Times it could not be written any more.");
    sample("migrator_journal_failures_total", "", journal.failures());
    head("migrator_journal_failed_tries_total", "counter", "Tries to open it anew, in vain.");
    sample("migrator_journal_failed_tries_total", "", journal.failedTries());
  }

  private void history(HistoryHealth history) {
    head("migrator_history_turns_total", "counter", "Turns that the history keeps, or misses.");
    sample("migrator_history_turns_total", "outcome=\"kept\"", history.kept());
    sample("migrator_history_turns_total", "outcome=\"dropped\"", history.dropped());
    head("migrator_history_waiting", "gauge", "Turns that wait to be written to the history.");
    sample("migrator_history_waiting", "", history.waiting());
    head("migrator_history_bytes", "gauge", "Size of the history's files.");
    sample("migrator_history_bytes", "", history.bytes());
  }

  private void planning(LiveView view) {
    Scorecard card = view.scorecard();
    head("migrator_turns_total", "counter", "Turns of the control loop.");
    sample("migrator_turns_total", "", view.turn());
    head("migrator_skipped_slots_total", "counter", "Slots left out as a turn took too long.");
    sample("migrator_skipped_slots_total", "", view.skipped());
    head("migrator_plans_total", "counter", "Plans that passed their check, or did not.");
    sample("migrator_plans_total", "outcome=\"applied\"", view.plans());
    sample("migrator_plans_total", "outcome=\"refused\"", view.refused());
    head("migrator_plan_seconds", "gauge", "How long planning took, quantiles since the start.");
    sample("migrator_plan_seconds", "quantile=\"0.5\"", card.planMillis().p50() / 1e3);
    sample("migrator_plan_seconds", "quantile=\"0.99\"", card.planMillis().p99() / 1e3);
    sample("migrator_plan_seconds", "quantile=\"1\"", card.planMillis().max() / 1e3);
    head("migrator_reconfigurations_total", "counter", "Slots in which the layout was changed.");
    sample("migrator_reconfigurations_total", "", card.reconfigurations());
  }

  private void door(GatewayCounts gateway) {
    head("migrator_gateway_connections", "gauge", "Open connections of callers.");
    sample("migrator_gateway_connections", "", gateway.door().connections());
    head("migrator_gateway_refused_total", "counter", "Calls that reached no tenant, by why.");
    sample(
        "migrator_gateway_refused_total", "reason=\"unauthorised\"", gateway.door().unauthorised());
    sample("migrator_gateway_refused_total", "reason=\"forbidden\"", gateway.door().forbidden());
    sample("migrator_gateway_refused_total", "reason=\"too_large\"", gateway.door().tooLarge());
    head("migrator_gateway_cut_total", "counter", "Connections of callers who were too slow.");
    sample("migrator_gateway_cut_total", "", gateway.door().cut());
  }

  private void calls(GatewayCounts gateway) {
    head("migrator_gateway_calls_total", "counter", "Calls to a tenant, by how they ended.");
    for (TenantCounts tenant : gateway.tenants()) {
      call(tenant, "answered", tenant.answered());
      call(tenant, "queue_full", tenant.full());
      call(tenant, "too_late", tenant.tooLate());
      call(tenant, "expired", tenant.expired());
      call(tenant, "overdue", tenant.overdue());
      call(tenant, "rate_limited", tenant.rateLimited());
      call(tenant, "malformed", tenant.malformed());
      call(tenant, "failed", tenant.failed());
    }
    head("migrator_gateway_retried_total", "counter", "Calls whose worker failed at first.");
    gateway
        .tenants()
        .forEach(
            t ->
                sample(
                    "migrator_gateway_retried_total",
                    "tenant=\"" + t.tenant() + "\"",
                    t.retried()));
  }

  private void call(TenantCounts tenant, String outcome, long count) {
    sample(
        "migrator_gateway_calls_total",
        "tenant=\"%s\",outcome=\"%s\"".formatted(tenant.tenant(), outcome),
        count);
  }

  private void events(Map<String, Long> events) {
    head("migrator_events_total", "counter", "What happened, as the events name it.");
    events.forEach(
        (kind, count) -> sample("migrator_events_total", "kind=\"" + kind + "\"", count));
  }

  private void perTenant(LiveView view, String name, ToDoubleFunction<TenantView> value) {
    view.tenants()
        .forEach(
            t -> sample(name, "tenant=\"" + t.settings().name() + "\"", value.applyAsDouble(t)));
  }

  private void head(String name, String type, String help) {
    text.append("# HELP %s %s\n# TYPE %s %s\n".formatted(name, help, name, type));
  }

  private void sample(String name, String labels, double value) {
    String shown =
        value == Math.rint(value) && Math.abs(value) < 1e15
            ? Long.toString((long) value)
            : Double.toString(value);
    text.append(name);
    if (!labels.isEmpty()) {
      text.append('{').append(labels).append('}');
    }
    text.append(' ').append(shown).append('\n');
  }
}
