package dev.migrator.live.work;

import dev.migrator.core.model.RetrainingChoice;
import dev.migrator.live.event.EventLog;
import dev.migrator.live.process.Launcher;
import dev.migrator.live.process.RunningWorker;
import dev.migrator.live.process.WorkerEvent;
import dev.migrator.live.process.WorkerListener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Micro-profiling: before a window is planned, each way to retrain each tenant is tried out for a
 * few epochs on a sample, one after the other, as a worker process with the whole GPU's share. What
 * a whole retraining would take and bring is extrapolated from that: seconds by the last epoch,
 * accuracy by a {@link LearningCurve} from the accuracy that the model has now.
 *
 * <p>The accuracy of a sample of which a part is held out is a rough one: what is expected is the
 * mean of it and of what the choice's last retraining was measured to bring.
 */
final class Probes {
  private static final double NANOS = 1e9;

  private final Launcher launcher;
  private final WorkerEnvironment environment;
  private final Mailbox mailbox;
  private final EventLog events;
  private final Clock clock;
  private final ArrayDeque<Job> waiting = new ArrayDeque<>();
  private Optional<Trial> running = Optional.empty();

  /** A choice to be tried out. */
  private record Job(LiveTenant tenant, RetrainingChoice choice, Path sample, int examples) {
    boolean isOf(String name) {
      return tenant.settings().name().equals(name);
    }
  }

  Probes(
      Launcher launcher,
      WorkerEnvironment environment,
      Mailbox mailbox,
      EventLog events,
      Clock clock) {
    this.launcher = launcher;
    this.environment = environment;
    this.mailbox = mailbox;
    this.events = events;
    this.clock = clock;
  }

  /** Tries out what can be tried. */
  void begin(Collection<LiveTenant> tenants, ProbeSettings probe, Duration now, Duration seenFor) {
    end();
    for (LiveTenant tenant : tenants) {
      try {
        Optional<Path> sample = tenant.sample(now, seenFor, probe.examples());
        sample.ifPresent(
            folder ->
                tenant
                    .nextChoices()
                    .forEach(
                        choice -> waiting.add(new Job(tenant, choice, folder, probe.examples()))));
      } catch (IOException e) {
        events.add("no-sample", tenant.settings().name(), "cannot be written: " + e);
      }
    }
  }

  /** Ends a trial that took too long, and begins the next. */
  void poll(ProbeSettings probe) {
    long now = clock.nanos();
    running.filter(trial -> now > trial.deadline).ifPresent(trial -> trial.process.kill());
    while (running.isEmpty() && !waiting.isEmpty()) {
      begin(waiting.remove(), probe, now);
    }
  }

  /** What has not been tried by now is not tried. */
  void end() {
    waiting.clear();
    running.ifPresent(trial -> trial.process.kill());
  }

  /** A tenant goes: nothing of its is tried any more. */
  void forget(String tenant) {
    waiting.removeIf(job -> job.isOf(tenant));
    running.filter(trial -> trial.job.isOf(tenant)).ifPresent(trial -> trial.process.kill());
  }

  /** Whether a trial of a tenant's is under way. */
  boolean isTrying(String tenant) {
    return running.filter(trial -> trial.job.isOf(tenant)).isPresent();
  }

  boolean isIdle() {
    return running.isEmpty();
  }

  private void begin(Job job, ProbeSettings probe, long now) {
    Trial trial = new Trial(job, probe, now + probe.limit().toNanos());
    try {
      trial.process =
          launcher.launch(
              environment.probe(job.tenant(), job.choice().name(), job.sample(), probe.epochs()),
              trial);
      running = Optional.of(trial);
    } catch (IOException e) {
      events.add("probe-failed", job.tenant().settings().name(), String.valueOf(e.getMessage()));
    }
  }

  /** A trial under way. */
  private final class Trial implements WorkerListener {
    private final Job job;
    private final ProbeSettings probe;
    private final long deadline;
    private final List<LearningCurve.Point> points = new ArrayList<>();
    private RunningWorker process = new Nothing();
    private long beganEpochAt;
    private double nanosAnEpoch;

    Trial(Job job, ProbeSettings probe, long deadline) {
      this.job = job;
      this.probe = probe;
      this.deadline = deadline;
      points.add(new LearningCurve.Point(0, job.tenant().accuracy()));
    }

    @Override
    public void said(WorkerEvent event) {
      long at = clock.nanos();
      mailbox.post(() -> heard(event, at));
    }

    @Override
    public void logged(String line) {
      events.log(job.tenant().settings().name(), "probe", line);
    }

    @Override
    public void ended(int exitCode) {
      mailbox.post(() -> finish(exitCode));
    }

    private void heard(WorkerEvent event, long at) {
      if (event instanceof WorkerEvent.Ready) {
        beganEpochAt = at;
      } else if (event instanceof WorkerEvent.Progress progress
          && progress.accuracy().isPresent()) {
        points.add(new LearningCurve.Point(progress.done(), progress.accuracy().getAsDouble()));
        nanosAnEpoch = at - beganEpochAt;
        beganEpochAt = at;
      }
    }

    private void finish(int exitCode) {
      running = Optional.empty();
      String tenant = job.tenant().settings().name();
      String choice = job.choice().name();
      if (points.size() < 3) {
        events.add(
            "probe-failed",
            tenant,
            "%s: %d of %d epochs within %s, exit code %d"
                .formatted(choice, points.size() - 1, probe.epochs(), probe.limit(), exitCode));
        return;
      }
      double epochs = job.tenant().settings().epochs().getOrDefault(choice, probe.epochs());
      double ratio = (double) job.tenant().settings().examples() / job.examples();
      Duration whole = Duration.ofNanos(Math.round(nanosAnEpoch * epochs * ratio));
      double accuracy = LearningCurve.through(points).at(epochs);
      RetrainingChoice expected = job.tenant().expectation().probed(choice, whole, accuracy);
      events.add(
          "probed",
          tenant,
          String.format(
              Locale.ROOT,
              "%s: %.1f s on the whole GPU, accuracy %.4f; expected from now on: %.1f s, %.4f",
              choice,
              whole.toNanos() / NANOS,
              accuracy,
              expected.onWholeGpu().toNanos() / NANOS,
              expected.accuracyAfter()));
    }
  }

  /** Stands for a process that was not started. */
  private record Nothing() implements RunningWorker {
    @Override
    public long pid() {
      return 0;
    }

    @Override
    public void tell(String word) {}

    @Override
    public void kill() {}
  }
}
