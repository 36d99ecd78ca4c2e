package dev.migrator.live.work;

import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Step;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.WorkerReading;
import dev.migrator.live.process.RunningWorker;
import dev.migrator.live.process.WorkerEvent;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What runs, or is to run, on one instance. Only the loop's thread touches it. */
final class Unit {

  /** How far it is. */
  enum Stage {
    /** Its instance does not exist yet, or its next process is not due. */
    WAITING,
    /** Its process starts. */
    STARTING,
    /** Its process serves or trains. */
    READY,
    /** A retraining: it has ended, well or not. */
    ENDED,
    /** It finishes what it has begun. */
    DRAINING,
    /** Nothing runs any more. */
    GONE;

    /** What a process did that took too long over it. */
    String overdue() {
      return switch (this) {
        case STARTING -> "was not ready in time";
        case READY -> "gave no sign of life";
        case WAITING, ENDED, DRAINING, GONE -> "did not exit in time";
      };
    }
  }

  final String id;
  final Task task;
  final long askedAt;
  Stage stage = Stage.WAITING;
  Optional<Placement> placement = Optional.empty();
  @Nullable RunningWorker process;

  /** Tells the processes of one instance apart. */
  int generation;

  /** No process is started before that. */
  long notBefore;

  /** By then it has to be ready, or gone. */
  long deadline = Long.MAX_VALUE;

  /** Whether requests are to be sent to it. */
  boolean wanted;

  int crashes;
  long launchedAt;
  long readyAt;

  /** In which its process was started. */
  long window;

  int port;
  int version;
  Duration left;
  long leftAt;
  boolean checkpointed;
  boolean suspected;
  Optional<WorkerEvent.Done> result = Optional.empty();
  String failure = "";
  Step.@Nullable Destroy destroy;

  /**
   * @param left of a retraining: the time it is expected to take
   */
  Unit(String id, Task task, long now, Duration left) {
    this.id = id;
    this.task = task;
    this.askedAt = now;
    this.left = left;
    this.leftAt = now;
  }

  /** Whether that is what it is there for, and it is not to go. */
  boolean isBusyWith(Task wanted) {
    return task.equals(wanted) && stage != Stage.DRAINING && stage != Stage.GONE;
  }

  boolean isRetraining() {
    return task instanceof Task.Retrain;
  }

  void tell(String word) {
    if (process != null) {
      process.tell(word);
    }
  }

  void postpone(long nanos) {
    if (deadline < Long.MAX_VALUE) {
      deadline += nanos;
    }
  }

  void kill() {
    if (process != null) {
      process.kill();
    }
  }

  /** How far driver and worker are, given that the instance exists. */
  InstanceState state() {
    return switch (stage) {
      case WAITING, STARTING -> InstanceState.STARTING;
      case READY, ENDED -> InstanceState.READY;
      case DRAINING, GONE -> InstanceState.DRAINING;
    };
  }

  WorkerReading reading(long now) {
    return new WorkerReading(
        id,
        task,
        Duration.ofNanos(now - askedAt),
        wanted && stage == Stage.READY,
        isRetraining() ? remaining(now) : Duration.ZERO);
  }

  /** Zero only once it has ended. */
  Duration remaining(long now) {
    if (stage == Stage.ENDED) {
      return Duration.ZERO;
    }
    long passed = stage == Stage.READY ? now - leftAt : 0;
    return Duration.ofNanos(Math.max(1_000_000, left.toNanos() - passed));
  }
}
