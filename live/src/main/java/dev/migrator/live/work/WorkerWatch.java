package dev.migrator.live.work;

import dev.migrator.core.model.InstanceReading;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.Placement;
import dev.migrator.gateway.Gateway;
import dev.migrator.live.event.EventLog;
import dev.migrator.live.process.Launcher;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Looks after the worker processes: starts one where an instance exists, tells it to stop, kills it
 * when it is overdue, forgets it when its instance is gone.
 */
final class WorkerWatch {
  /** Who was not looked after for longer, because we stood still, is not to blame for it. */
  private static final Duration LONGEST_BREAK = Duration.ofSeconds(2);

  private final WorkSettings settings;
  private final Units units;
  private final LiveTenants tenants;
  private final Gateway gateway;
  private final Launcher launcher;
  private final WorkerEnvironment environment;
  private final WorkerReports reports;
  private final EventLog events;
  private final Clock clock;
  private final Mailbox mailbox;
  private OptionalLong polledAt = OptionalLong.empty();

  WorkerWatch(
      WorkSettings settings,
      Units units,
      LiveTenants tenants,
      Gateway gateway,
      Launcher launcher,
      WorkerEnvironment environment,
      WorkerReports reports,
      EventLog events,
      Clock clock,
      Mailbox mailbox) {
    this.settings = settings;
    this.units = units;
    this.tenants = tenants;
    this.gateway = gateway;
    this.launcher = launcher;
    this.environment = environment;
    this.reports = reports;
    this.events = events;
    this.clock = clock;
    this.mailbox = mailbox;
  }

  /**
   * Does what has become due.
   *
   * @param instances those that exist
   */
  void poll(List<InstanceReading> instances) {
    long now = clock.nanos();
    forgive(now);
    Map<String, InstanceReading> existing = new LinkedHashMap<>();
    instances.forEach(reading -> existing.put(reading.id(), reading));
    for (Unit unit : units.all()) {
      look(unit, Optional.ofNullable(existing.get(unit.id)), now);
    }
  }

  /** After a break, as when the machine slept: everybody has the time again that nobody saw. */
  private void forgive(long now) {
    long unseen = now - polledAt.orElse(now);
    polledAt = OptionalLong.of(now);
    if (unseen > LONGEST_BREAK.toNanos()) {
      units.all().forEach(unit -> unit.postpone(unseen));
      events.add("stood-still", "", "for %d ms".formatted(unseen / 1_000_000));
    }
  }

  private void look(Unit unit, Optional<InstanceReading> instance, long now) {
    if (unit.stage == Unit.Stage.GONE) {
      remove(unit, instance.isPresent());
    } else if (instance.isEmpty()) {
      if (unit.stage != Unit.Stage.WAITING || unit.placement.isPresent()) {
        lost(unit);
      }
    } else if (unit.stage == Unit.Stage.WAITING) {
      InstanceState state = instance.get().state();
      unit.placement = instance.map(InstanceReading::placement);
      if (state != InstanceState.CREATING && now >= unit.notBefore) {
        launch(unit, instance.get().placement(), now);
      }
    } else if (now >= unit.deadline) {
      events.add("worker-killed", unit.task.tenant(), unit.id + " " + unit.stage.overdue());
      unit.deadline = Long.MAX_VALUE;
      unit.kill();
    }
  }

  private void remove(Unit unit, boolean exists) {
    if (unit.destroy != null || !exists) {
      units.remove(unit);
    }
  }

  /** Its instance is gone, though nobody asked for that. */
  private void lost(Unit unit) {
    events.add("instance-lost", unit.task.tenant(), unit.id);
    gateway.drain(unit.id);
    unit.kill();
    units.remove(unit);
  }

  private void launch(Unit unit, Placement placement, long now) {
    Optional<LiveTenant> tenant = tenants.named(unit.task.tenant());
    if (tenant.isEmpty()) {
      // It has left; the loop drains what was meant for it.
      return;
    }
    unit.stage = Unit.Stage.STARTING;
    unit.launchedAt = now;
    unit.window = tenant.get().window();
    unit.deadline = now + settings.startWithin().toNanos();
    unit.version = tenant.get().weights().version();
    unit.generation++;
    try {
      unit.process =
          launcher.launch(
              environment.of(unit.id, unit.task, placement, tenant.get()), reports.listener(unit));
    } catch (IOException e) {
      reports.ended(unit, "cannot be started: " + e.getMessage());
    }
  }

  /** A worker gives no proper answers; if that lasts, it is killed and so started again. */
  void suspected(String instance, String reason) {
    units
        .on(instance)
        .filter(unit -> unit.stage == Unit.Stage.READY)
        .ifPresent(
            unit -> {
              unit.suspected = true;
              unit.deadline = clock.nanos() + settings.hangingAfter().toNanos();
              events.add("worker-suspected", unit.task.tenant(), instance + ": " + reason);
            });
  }

  void recovered(String instance) {
    units
        .on(instance)
        .filter(unit -> unit.suspected && unit.stage == Unit.Stage.READY)
        .ifPresent(
            unit -> {
              unit.suspected = false;
              unit.deadline = Long.MAX_VALUE;
            });
  }

  /** It answers what it has begun, or writes down how far it is, and exits. */
  void stop(Unit unit) {
    if (unit.stage == Unit.Stage.DRAINING || unit.stage == Unit.Stage.GONE) {
      return;
    }
    unit.wanted = false;
    unit.stage = unit.process == null ? Unit.Stage.GONE : Unit.Stage.DRAINING;
    unit.deadline = Math.min(unit.deadline, clock.nanos() + patience(unit).toNanos());
    int generation = unit.generation;
    if (unit.isRetraining()) {
      if (!unit.checkpointed) {
        unit.tell("stop");
      }
    } else {
      gateway.drain(unit.id).thenRun(() -> mailbox.postOnce(unit, generation, () -> dismiss(unit)));
    }
  }

  /** Others wait for its place: one that serves has time for two batches, and to stand still. */
  private Duration patience(Unit unit) {
    if (unit.isRetraining()) {
      return settings.stopWithin();
    }
    Duration needed = settings.hangingAfter().plus(longestBatch(unit).multipliedBy(2));
    return needed.compareTo(settings.stopWithin()) < 0 ? needed : settings.stopWithin();
  }

  private Duration longestBatch(Unit unit) {
    Optional<LiveTenant> tenant = tenants.named(unit.task.tenant());
    return unit.placement
        .flatMap(place -> tenant.map(its -> its.longestBatch(place.profile())))
        .orElse(Duration.ZERO);
  }

  /** It has answered all that it was sent, so nothing is lost if it has to be killed. */
  private void dismiss(Unit unit) {
    unit.deadline = clock.nanos() + settings.hangingAfter().toNanos();
    unit.tell("stop");
  }
}
