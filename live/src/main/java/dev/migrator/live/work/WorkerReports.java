package dev.migrator.live.work;

import dev.migrator.core.model.Task;
import dev.migrator.gateway.Gateway;
import dev.migrator.live.event.EventLog;
import dev.migrator.live.process.WorkerEvent;
import dev.migrator.live.process.WorkerListener;
import java.time.Duration;
import java.util.Optional;

/**
 * What worker processes say, and that they have ended. It is said on their threads and waits in the
 * {@link Mailbox} for the loop's.
 */
final class WorkerReports {
  private static final Duration CALM = Duration.ofSeconds(30);

  private final WorkSettings settings;
  private final Gateway gateway;
  private final EventLog events;
  private final Clock clock;
  private final Mailbox mailbox;
  private final Observer observer;
  private final Admissions admissions;
  private final Retrainings retrainings;

  WorkerReports(
      WorkSettings settings,
      Gateway gateway,
      EventLog events,
      Clock clock,
      Mailbox mailbox,
      Observer observer,
      Admissions admissions,
      Retrainings retrainings) {
    this.settings = settings;
    this.gateway = gateway;
    this.events = events;
    this.clock = clock;
    this.mailbox = mailbox;
    this.observer = observer;
    this.admissions = admissions;
    this.retrainings = retrainings;
  }

  /** Who listens to the process that is being started for a unit. */
  WorkerListener listener(Unit unit) {
    return new Posted(unit, unit.generation);
  }

  /** Puts what a process says into the mailbox. */
  private final class Posted implements WorkerListener {
    private final Unit unit;
    private final int generation;

    Posted(Unit unit, int generation) {
      this.unit = unit;
      this.generation = generation;
    }

    @Override
    public void said(WorkerEvent event) {
      mailbox.post(unit, generation, () -> heard(unit, event));
    }

    @Override
    public void logged(String line) {
      events.log(unit.task.tenant(), unit.id, line);
    }

    @Override
    public void ended(int exitCode) {
      mailbox.post(unit, generation, () -> WorkerReports.this.ended(unit, "exit code " + exitCode));
    }
  }

  private void heard(Unit unit, WorkerEvent event) {
    switch (event) {
      case WorkerEvent.Ready ready -> ready(unit, ready);
      case WorkerEvent.Progress progress -> progressed(unit, progress);
      case WorkerEvent.Checkpoint checkpoint -> retrainings.paused(unit, checkpoint);
      case WorkerEvent.Done done -> {
        unit.result = Optional.of(done);
        unit.deadline = clock.nanos() + settings.stopWithin().toNanos();
      }
      case WorkerEvent.Failed failed -> unit.failure = failed.reason();
    }
  }

  private void ready(Unit unit, WorkerEvent.Ready ready) {
    if (unit.stage != Unit.Stage.STARTING) {
      return;
    }
    unit.stage = Unit.Stage.READY;
    unit.readyAt = clock.nanos();
    observer.started(Duration.ofNanos(unit.readyAt - unit.launchedAt));
    unit.deadline = unit.isRetraining() ? speaksBy(unit.readyAt) : Long.MAX_VALUE;
    unit.port = ready.port().orElse(0);
    if (unit.task instanceof Task.Retrain retrain) {
      retrainings.began(unit, retrain);
    }
    admissions.admitIfReady(unit);
  }

  private void progressed(Unit unit, WorkerEvent.Progress progress) {
    unit.left = progress.remaining();
    unit.leftAt = clock.nanos();
    if (unit.stage == Unit.Stage.READY) {
      unit.deadline = speaksBy(unit.leftAt);
    }
  }

  private long speaksBy(long now) {
    return now + settings.silentFor().toNanos();
  }

  /** Its process is there no more, or could not be started. */
  void ended(Unit unit, String how) {
    unit.process = null;
    unit.suspected = false;
    unit.deadline = Long.MAX_VALUE;
    String why = unit.failure.isEmpty() ? how : how + ": " + unit.failure;
    if (unit.stage == Unit.Stage.DRAINING) {
      unit.stage = Unit.Stage.GONE;
    } else if (unit.task instanceof Task.Retrain retrain) {
      unit.stage = Unit.Stage.ENDED;
      retrainings.ended(unit, retrain, why);
    } else {
      crashed(unit, why);
    }
  }

  private void crashed(Unit unit, String why) {
    long now = clock.nanos();
    gateway.withhold(unit.id);
    boolean wasCalm = unit.stage == Unit.Stage.READY && now - unit.readyAt > CALM.toNanos();
    unit.crashes = wasCalm ? 1 : unit.crashes + 1;
    Duration pause = RestartPause.after(unit.crashes);
    unit.stage = Unit.Stage.WAITING;
    unit.notBefore = now + pause.toNanos();
    unit.failure = "";
    events.add(
        "worker-crashed",
        unit.task.tenant(),
        "%s: %s; started again in %d ms".formatted(unit.id, why, pause.toMillis()));
  }
}
