package dev.migrator.live.work;

import java.time.Duration;

/** How long a worker that has died is not started again: twice as long each time, up to a bound. */
final class RestartPause {
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final int MOST_DOUBLINGS = 12;

  private RestartPause() {}

  /** After so many deaths in a row, from 1. */
  static Duration after(int crashes) {
    int doublings = Math.clamp(crashes - 1, 0, MOST_DOUBLINGS);
    Duration pause = FIRST.multipliedBy(1L << doublings);
    return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
  }
}
