package dev.migrator.app.comparison;

/** Someone who is told how far the work is; called from several threads. */
@FunctionalInterface
public interface Progress {
  /** Nobody. */
  Progress NONE = (_, _) -> {};

  /**
   * Tells.
   *
   * @param done slots that have been simulated, over all runs
   * @param all slots to simulate
   */
  void reached(long done, long all);
}
