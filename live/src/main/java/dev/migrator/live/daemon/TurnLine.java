package dev.migrator.live.daemon;

import dev.migrator.core.model.ObservedInstance;
import dev.migrator.core.model.Task;
import dev.migrator.live.work.TenantView;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * One turn of the loop as a line of the log: {@code key=value}, parted by spaces.
 *
 * @param text the line
 */
public record TurnLine(String text) {

  static TurnLine of(LiveView view, long missed, int steps, long nanos) {
    String head =
        String.format(
            Locale.ROOT,
            "event=turn turn=%d window=%d missed=%d plan_turn=%d steps=%d took_ms=%.1f"
                + " goodput=%.1f layout=%s",
            view.turn() - 1,
            view.window(),
            missed,
            view.planSlot(),
            steps,
            nanos * 1e-6,
            view.scorecard().goodput(),
            layout(view));
    return new TurnLine(
        head + view.tenants().stream().map(TurnLine::tenant).collect(Collectors.joining()));
  }

  private static String layout(LiveView view) {
    String shown =
        view.instances().stream().map(TurnLine::instance).collect(Collectors.joining(","));
    return shown.isEmpty() ? "empty" : shown;
  }

  private static String instance(ObservedInstance instance) {
    String task =
        switch (instance.task()) {
          case Task.Infer infer -> infer.tenant();
          case Task.Retrain retrain -> retrain.tenant() + "/" + retrain.choice();
        };
    return "%s:%s:%s%s"
        .formatted(
            instance.placement(),
            task,
            instance.state().name().toLowerCase(Locale.ROOT),
            instance.admitted() ? "+" : "");
  }

  private static String tenant(TenantView tenant) {
    return String.format(
        Locale.ROOT,
        " %s=arrived:%d,in_time:%d,late:%d,dropped:%d,waiting:%d,version:%d,accuracy:%.3f",
        tenant.settings().name(),
        tenant.last().arrived(),
        tenant.last().withinSlo(),
        tenant.last().late(),
        tenant.last().dropped(),
        tenant.last().waiting(),
        tenant.version(),
        tenant.accuracy());
  }
}
