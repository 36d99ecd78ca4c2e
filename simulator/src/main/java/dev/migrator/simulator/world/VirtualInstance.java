package dev.migrator.simulator.world;

import dev.migrator.core.model.InstanceReading;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Sharing;
import dev.migrator.core.model.WorkerReading;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One instance of the virtual GPU, with its worker. All instants are nanoseconds of virtual time.
 */
final class VirtualInstance {
  private static final long NEVER = Long.MAX_VALUE;

  private final String id;
  private final Placement placement;
  private final long askedAt;
  private final long beginsAt;
  private @Nullable Worker worker;
  private boolean drained;
  private long goneAt = NEVER;

  /**
   * An instance that the driver begins to create at {@code beginsAt}, when its slices are free.
   *
   * @param askedAt when it was asked for
   */
  VirtualInstance(String id, Placement placement, long askedAt, long beginsAt) {
    this.id = id;
    this.placement = placement;
    this.askedAt = askedAt;
    this.beginsAt = beginsAt;
  }

  String id() {
    return id;
  }

  Placement placement() {
    return placement;
  }

  Optional<Worker> worker() {
    return Optional.ofNullable(worker);
  }

  /** When its slices are free again; {@link Long#MAX_VALUE} as long as that was not asked for. */
  long goneAt() {
    return goneAt;
  }

  boolean isGoingAway() {
    return goneAt != NEVER;
  }

  boolean isDraining() {
    return drained || isGoingAway();
  }

  /** When a worker that is asked for now is ready. */
  long workerReadyAt(long now, long workerStart) {
    return Math.max(now, createdAt()) + workerStart;
  }

  /** Whether it works on a share of MPS: takes requests, or trains. */
  boolean holdsShare(long now) {
    return isShare() && !isDraining() && worker().filter(running -> running.works(now)).isPresent();
  }

  /** Until when it finishes what it has begun although it takes no more; 0 if it does nothing. */
  long finishesAt() {
    boolean ends = isDraining() || worker instanceof Worker.Inference;
    return ends ? worker().map(Worker::idleFrom).orElse(0L) : 0;
  }

  /** Whether it is a process of MPS, which takes its share only when it is ready. */
  boolean isShare() {
    return placement.profile().sharing() == Sharing.MPS;
  }

  void run(Worker started) {
    worker = started;
  }

  void drain(long now) {
    drained = true;
    worker().ifPresent(running -> running.stop(now));
  }

  /** Destroys it once it exists and is idle; one whose creation has not begun is gone at once. */
  void destroy(long now) {
    worker().ifPresent(running -> running.stop(now));
    long idle = worker().map(Worker::idleFrom).orElse(now);
    goneAt =
        beginsAt > now
            ? now
            : Math.max(Math.max(now, idle), createdAt()) + placement.profile().destroy().toNanos();
  }

  InstanceState state(long now) {
    if (isDraining()) {
      return InstanceState.DRAINING;
    }
    if (now < createdAt()) {
      return InstanceState.CREATING;
    }
    return worker != null && worker.readyAt() <= now ? InstanceState.READY : InstanceState.STARTING;
  }

  InstanceReading reading(long now) {
    return new InstanceReading(id, placement, state(now));
  }

  Optional<WorkerReading> workerReading(long now) {
    Duration age = Duration.ofNanos(now - askedAt);
    return worker()
        .map(
            running ->
                new WorkerReading(
                    id, running.task(), age, running.isAdmitted(), running.remaining(now)));
  }

  /** Its life so far; empty if it never took its slices. */
  Optional<InstanceBar> bar(long now, double slot) {
    long to = Math.min(now, goneAt);
    long ready = Math.min(to, worker().map(Worker::readyAt).orElse(NEVER));
    long from = isShare() ? worker().map(Worker::worksFrom).orElse(NEVER) : beginsAt;
    return from < to
        ? Optional.of(
            new InstanceBar(
                id,
                placement,
                worker().map(Worker::task),
                from / slot,
                Math.max(from, ready) / slot,
                to / slot))
        : Optional.empty();
  }

  private long createdAt() {
    return beginsAt + placement.profile().create().toNanos();
  }
}
