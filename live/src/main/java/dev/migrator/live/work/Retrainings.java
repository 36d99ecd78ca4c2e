package dev.migrator.live.work;

import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Step;
import dev.migrator.core.model.Task;
import dev.migrator.gateway.Gateway;
import dev.migrator.live.event.EventLog;
import dev.migrator.live.process.WorkerEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Retrainings: how long each takes, what it leaves when it pauses, what it brings when it ends, and
 * how its weights go into service.
 */
final class Retrainings {
  private final LiveTenants tenants;
  private final Gateway gateway;
  private final EventLog events;
  private final Clock clock;
  private final Observer observer;

  Retrainings(
      LiveTenants tenants, Gateway gateway, EventLog events, Clock clock, Observer observer) {
    this.tenants = tenants;
    this.gateway = gateway;
    this.events = events;
    this.clock = clock;
    this.observer = observer;
  }

  /** What a task is expected to take on the whole GPU; none but a retraining ends by itself. */
  Duration expected(Task task) {
    return task instanceof Task.Retrain retrain
        ? tenants
            .named(retrain.tenant())
            .map(t -> t.expectation().of(retrain.choice()).onWholeGpu())
            .orElse(Duration.ZERO)
        : Duration.ZERO;
  }

  /** Its process is ready: from now on it trains. */
  void began(Unit unit, Task.Retrain task) {
    unit.placement.ifPresent(
        place -> tenants.named(task.tenant()).ifPresent(t -> began(unit, t, task, place)));
  }

  private static void began(Unit unit, LiveTenant tenant, Task.Retrain task, Placement placement) {
    double speed = tenant.settings().tenant().service().trainingSpeedOn(placement.profile());
    double share = tenant.paused(task.choice()).map(LiveTenant.Paused::left).orElse(1.0);
    double nanos = tenant.expectation().of(task.choice()).onWholeGpu().toNanos() * share;
    unit.left = Duration.ofNanos(Math.round(nanos / Math.max(1e-3, speed)));
    unit.leftAt = unit.readyAt;
  }

  /** It has written down how far it is. */
  void paused(Unit unit, WorkerEvent.Checkpoint checkpoint) {
    if (unit.task instanceof Task.Retrain retrain && checkpoint.of() > 0) {
      double left = Math.clamp(1 - checkpoint.done() / checkpoint.of(), 0.001, 1);
      tenants
          .named(retrain.tenant())
          .ifPresent(
              t -> t.paused(retrain.choice(), new LiveTenant.Paused(checkpoint.path(), left)));
      events.add(
          "retraining-paused",
          retrain.tenant(),
          String.format(
              Locale.ROOT,
              "%s at %.2f of %.0f epochs",
              retrain.choice(),
              checkpoint.done(),
              checkpoint.of()));
    }
  }

  /** Its process has ended, and was not told to. */
  void ended(Unit unit, Task.Retrain task, String why) {
    Optional<LiveTenant> tenant = tenants.named(task.tenant());
    if (tenant.isEmpty()) {
      return;
    }
    if (unit.result.isPresent()) {
      measured(unit, task, tenant.get(), unit.result.get());
    } else {
      failed(unit, task, tenant.get(), why);
    }
  }

  private void failed(Unit unit, Task.Retrain task, LiveTenant tenant, String why) {
    long next = tenant.expectation().failed(task.choice(), tenant.window());
    tenant.resumeNoMore(task.choice());
    events.add(
        "retraining-failed",
        task.tenant(),
        "%s on %s: %s; not offered before window %d".formatted(task.choice(), unit.id, why, next));
  }

  private void measured(Unit unit, Task.Retrain task, LiveTenant tenant, WorkerEvent.Done done) {
    boolean isWhole = tenant.paused(task.choice()).isEmpty();
    if (unit.placement.isEmpty() || !isWhole) {
      return;
    }
    Placement placement = unit.placement.get();
    double speed = tenant.settings().tenant().service().trainingSpeedOn(placement.profile());
    Duration took = Duration.ofNanos(clock.nanos() - unit.readyAt);
    Duration onWhole = Duration.ofNanos(Math.round(took.toNanos() * speed));
    var expected = tenant.expectation().of(task.choice());
    events.add(
        "retraining-ended",
        task.tenant(),
        String.format(
            Locale.ROOT,
            "%s on %s took %.1f s, expected %.1f s; accuracy %.4f, expected %.4f",
            task.choice(),
            placement,
            took.toNanos() * 1e-9,
            expected.onWholeGpu().toNanos() * 1e-9 / speed,
            done.accuracy(),
            expected.accuracyAfter()));
    tenant.expectation().measured(task.choice(), onWhole, done.accuracy());
  }

  /** The weights that were made on an instance are to serve. */
  void swap(Step.Swap step, Optional<Unit> unit) {
    String name = step.task().tenant();
    Optional<LiveTenant> tenant = tenants.named(name);
    if (tenant.isPresent() && unit.isPresent() && unit.get().result.isPresent()) {
      swap(tenant.get(), step.task(), unit.get(), unit.get().result.get());
    } else {
      events.add("nothing-swapped", name, step.instance() + " made no weights");
    }
  }

  private void swap(LiveTenant tenant, Task.Retrain task, Unit unit, WorkerEvent.Done done) {
    try {
      double before = tenant.accuracy();
      Weights weights = tenant.adopt(done.weights(), done.accuracy(), task.choice());
      tenant.resumeNoMore(task.choice());
      observer.swapped(
          task.tenant(),
          task.choice(),
          unit.window,
          tenant.expectation().of(task.choice()).onWholeGpu());
      events.add(
          "weights-swapped",
          task.tenant(),
          String.format(
              Locale.ROOT,
              "version %d by %s: %.4f, before %.4f",
              weights.version(),
              task.choice(),
              done.accuracy(),
              before));
      serve(task.tenant(), weights);
      tenants.tidy(tenant, unit.id);
    } catch (IOException e) {
      events.add("weights-lost", task.tenant(), "cannot be kept: " + e);
    }
  }

  private void serve(String tenant, Weights weights) {
    gateway
        .swap(tenant, weights.forGateway())
        .thenAccept(
            report ->
                report
                    .failed()
                    .forEach(
                        (instance, why) ->
                            events.add("weights-not-loaded", tenant, instance + ": " + why)));
  }
}
