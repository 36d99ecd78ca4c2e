package dev.migrator.live.api;

import dev.migrator.core.model.Forecast;
import dev.migrator.core.model.ObservedInstance;
import dev.migrator.core.model.Outcome;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.RetrainingChoice;
import dev.migrator.core.model.Scorecard;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantScore;
import dev.migrator.live.daemon.LiveView;
import dev.migrator.live.event.Event;
import dev.migrator.live.work.ObservedBatches;
import dev.migrator.live.work.TenantView;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What is known, as maps and lists that become JSON. */
final class Pictures {
  private Pictures() {}

  static Map<String, Object> event(Event event) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("number", event.number());
    map.put("at", event.at().toString());
    map.put("kind", event.kind());
    map.put("tenant", event.tenant());
    map.put("text", event.text());
    return map;
  }

  static Map<String, Object> events(List<Event> events, int most) {
    List<Event> last = events.subList(Math.max(0, events.size() - most), events.size());
    return Map.of("events", last.stream().map(Pictures::event).toList());
  }

  static Map<String, Object> tenants(LiveView view) {
    return Map.of("tenants", view.tenants().stream().map(Pictures::tenant).toList());
  }

  static Map<String, Object> tenant(TenantView tenant) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", tenant.settings().name());
    map.put("model", tenant.settings().model());
    map.put("sloMillis", tenant.settings().tenant().slo().toNanos() * 1e-6);
    map.put("weight", tenant.settings().tenant().weight());
    map.put("floor", tenant.settings().tenant().floor());
    map.put("version", tenant.version());
    map.put("accuracy", tenant.accuracy());
    map.put("labels", tenant.labels());
    map.put("examples", tenant.examples());
    map.put("retrainings", tenant.choices().stream().map(Pictures::choice).toList());
    map.put("slowness", tenant.slowness());
    map.put("batches", tenant.batches().stream().map(Pictures::batches).toList());
    map.put("lastSlot", outcome(tenant.last()));
    map.put("total", outcome(tenant.total()));
    return map;
  }

  static Map<String, Object> layout(LiveView view) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("turn", view.turn());
    map.put("window", view.window());
    map.put("instances", view.instances().stream().map(Pictures::instance).toList());
    return map;
  }

  static Map<String, Object> plan(LiveView view) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("made", view.plans());
    map.put("refused", view.refused());
    view.plan().ifPresent(plan -> add(map, plan, view.planSlot()));
    return map;
  }

  static Map<String, Object> forecasts(LiveView view) {
    Map<String, Object> map = new TreeMap<>();
    view.forecasts().forEach((name, forecast) -> map.put(name, forecast(forecast)));
    return Map.of("turn", view.planSlot(), "tenants", map);
  }

  static Map<String, Object> scorecard(LiveView view) {
    Scorecard card = view.scorecard();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("policy", card.policy());
    map.put("turns", view.turn());
    map.put("skippedSlots", view.skipped());
    map.put("goodput", card.goodput());
    map.put("weightedGoodput", card.weightedGoodput());
    map.put("requests", card.requests());
    map.put("withinSlo", card.withinSlo());
    map.put("sloAttainment", card.sloAttainment());
    map.put("meanAccuracy", card.meanAccuracy());
    map.put("retrainings", card.retrainings());
    map.put("reconfigurations", card.reconfigurations());
    map.put("overheadSeconds", card.overheadSeconds());
    map.put("setupSeconds", card.setupSeconds());
    map.put(
        "planMillis",
        Map.of(
            "p50", card.planMillis().p50(),
            "p99", card.planMillis().p99(),
            "max", card.planMillis().max()));
    map.put("gap", card.gap());
    map.put("tenants", card.tenants().stream().map(Pictures::score).toList());
    return map;
  }

  private static Map<String, Object> score(TenantScore score) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", score.name());
    map.put("requests", score.requests());
    map.put("withinSlo", score.withinSlo());
    map.put("goodput", score.goodput());
    map.put("accuracy", score.accuracy());
    return map;
  }

  private static Map<String, Object> choice(RetrainingChoice choice) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", choice.name());
    map.put("secondsOnWholeGpu", choice.onWholeGpu().toNanos() * 1e-9);
    map.put("accuracyAfter", choice.accuracyAfter());
    return map;
  }

  private static Map<String, Object> batches(ObservedBatches seen) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("profile", seen.profile().name());
    map.put("upTo", seen.batch());
    map.put("count", seen.batches());
    map.put("meanMillis", seen.meanNanos() * 1e-6);
    map.put("expectedMillis", seen.expectedNanos() * 1e-6);
    return map;
  }

  private static Map<String, Object> outcome(Outcome outcome) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("arrived", outcome.arrived());
    map.put("withinSlo", outcome.withinSlo());
    map.put("late", outcome.late());
    map.put("dropped", outcome.dropped());
    map.put("waiting", outcome.waiting());
    map.put("goodput", outcome.goodput());
    return map;
  }

  private static Map<String, Object> instance(ObservedInstance instance) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("id", instance.id());
    map.put("placement", instance.placement().toString());
    map.put("task", task(instance.task()));
    map.put("state", instance.state().name().toLowerCase(Locale.ROOT));
    map.put("admitted", instance.admitted());
    map.put("ageSeconds", instance.age().toNanos() * 1e-9);
    map.put("remainingSeconds", instance.remaining().toNanos() * 1e-9);
    return map;
  }

  private static Map<String, Object> task(Task task) {
    return switch (task) {
      case Task.Infer infer -> Map.of("kind", "infer", "tenant", infer.tenant());
      case Task.Retrain retrain ->
          Map.of("kind", "retrain", "tenant", retrain.tenant(), "choice", retrain.choice());
    };
  }

  private static void add(Map<String, Object> map, Plan plan, long turn) {
    map.put("planner", plan.planner());
    map.put("turn", turn);
    map.put("slots", plan.slots());
    map.put("value", plan.value());
    map.put("bound", plan.bound());
    map.put("gap", plan.gap());
    map.put("instances", plan.instances().stream().map(Pictures::planned).toList());
  }

  private static Map<String, Object> planned(PlannedInstance instance) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("placement", instance.placement().toString());
    map.put("task", task(instance.task()));
    map.put("from", instance.from());
    map.put("ready", instance.ready());
    map.put("to", instance.to());
    return map;
  }

  private static Map<String, Object> forecast(Forecast forecast) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("mean", list(forecast.mean()));
    map.put("levels", forecast.levels());
    map.put("quantiles", Arrays.stream(forecast.quantiles()).map(Pictures::list).toList());
    return map;
  }

  private static List<Double> list(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
