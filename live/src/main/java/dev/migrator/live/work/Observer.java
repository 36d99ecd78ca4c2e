package dev.migrator.live.work;

import dev.migrator.core.model.Profile;
import java.time.Duration;

/** Who is told what was measured of workers. Called from the loop's thread. */
public interface Observer {

  /** What batches of one size took on an instance of that profile, on average. */
  void batches(String tenant, Profile profile, int rows, long batches, double meanNanos);

  /** A worker took so long from its start to being ready. */
  void started(Duration took);

  /**
   * Retrained weights went into service.
   *
   * @param window in which the retraining began
   * @param onWholeGpu what it would have taken on the whole GPU
   */
  void swapped(String tenant, String choice, long window, Duration onWholeGpu);
}
