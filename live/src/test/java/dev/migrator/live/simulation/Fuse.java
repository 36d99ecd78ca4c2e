package dev.migrator.live.simulation;

/** Kills the process after so many operations of disk and driver. */
final class Fuse {
  private long left = Long.MAX_VALUE;
  private long burnt;

  /** An operation takes place. */
  void burn() {
    burnt++;
    if (--left < 0) {
      left = Long.MAX_VALUE;
      throw new Crash();
    }
  }

  /** So many more operations take place, the next one does not. */
  void light(long operations) {
    left = operations;
  }

  void putOut() {
    left = Long.MAX_VALUE;
  }

  /** Operations so far. */
  long burnt() {
    return burnt;
  }
}
