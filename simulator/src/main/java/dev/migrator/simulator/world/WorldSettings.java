package dev.migrator.simulator.world;

import dev.migrator.core.model.CheckpointTimes;
import java.time.Duration;

/**
 * The settings of a world.
 *
 * @param seed of everything that is random
 * @param slot length of a slot
 * @param slotsPerWindow slots between two drifts of accuracy
 * @param workerStart time from an instance's existence to its worker being ready: process, CUDA
 *     context, model load, warm-up
 * @param maxWaiting requests that a tenant's queue holds at most; one that arrives at a full queue
 *     is dropped
 * @param retrainingError how far retrainings turn out other than estimated
 * @param checkpoints how long a retraining takes to be paused and resumed
 * @param routing how requests find an instance
 */
public record WorldSettings(
    long seed,
    Duration slot,
    int slotsPerWindow,
    Duration workerStart,
    int maxWaiting,
    RetrainingError retrainingError,
    CheckpointTimes checkpoints,
    Routing routing) {

  /** What pausing and resuming take unless set otherwise. */
  public static final CheckpointTimes DEFAULT_CHECKPOINTS =
      new CheckpointTimes(Duration.ofSeconds(1), Duration.ofSeconds(2));

  /** Worker start unless set otherwise: with the driver's part a change costs about 6 s. */
  public static final Duration DEFAULT_WORKER_START = Duration.ofMillis(5_500);

  /** Bound of a tenant's queue unless set otherwise. */
  public static final int DEFAULT_MAX_WAITING = 10_000_000;

  public WorldSettings {
    Require.value(slot.isPositive(), "world", "slot", slot, "a duration above 0");
    Require.value(slotsPerWindow > 0, "world", "slotsPerWindow", slotsPerWindow, "at least 1");
    Require.value(
        !workerStart.isNegative(), "world", "workerStart", workerStart, "a duration of at least 0");
    Require.value(maxWaiting > 0, "world", "maxWaiting", maxWaiting, "at least 1");
  }

  /** With the usual times for pausing, and one queue a tenant. */
  public WorldSettings(
      long seed,
      Duration slot,
      int slotsPerWindow,
      Duration workerStart,
      int maxWaiting,
      RetrainingError retrainingError) {
    this(
        seed,
        slot,
        slotsPerWindow,
        workerStart,
        maxWaiting,
        retrainingError,
        DEFAULT_CHECKPOINTS,
        Routing.PULL);
  }

  /** Settings with the defaults for everything else, and retrainings that go as estimated. */
  public static WorldSettings of(long seed, Duration slot, int slotsPerWindow) {
    return new WorldSettings(
        seed,
        slot,
        slotsPerWindow,
        DEFAULT_WORKER_START,
        DEFAULT_MAX_WAITING,
        RetrainingError.NONE);
  }

  /** The same with another worker start. */
  public WorldSettings withWorkerStart(Duration other) {
    return new WorldSettings(
        seed, slot, slotsPerWindow, other, maxWaiting, retrainingError, checkpoints, routing);
  }

  /** The same with another bound of the queues. */
  public WorldSettings withMaxWaiting(int other) {
    return new WorldSettings(
        seed, slot, slotsPerWindow, workerStart, other, retrainingError, checkpoints, routing);
  }

  /** The same with another error of the retrainings. */
  public WorldSettings withRetrainingError(RetrainingError other) {
    return new WorldSettings(
        seed, slot, slotsPerWindow, workerStart, maxWaiting, other, checkpoints, routing);
  }

  /** The same with other times for pausing. */
  public WorldSettings withCheckpoints(CheckpointTimes other) {
    return new WorldSettings(
        seed, slot, slotsPerWindow, workerStart, maxWaiting, retrainingError, other, routing);
  }

  /** The same with another routing. */
  public WorldSettings with(Routing other) {
    return new WorldSettings(
        seed, slot, slotsPerWindow, workerStart, maxWaiting, retrainingError, checkpoints, other);
  }
}
