package dev.migrator.live.daemon;

import java.time.Duration;

/**
 * When something is tried again: after a second, then after twice as long each time, a minute at
 * most.
 *
 * @param tries so far
 * @param at nanoseconds of the clock at which the next one is due
 */
record Retry(int tries, long at) {
  private static final long FIRST_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long LONGEST_NANOS = Duration.ofMinutes(1).toNanos();
  private static final int MOST_DOUBLINGS = 6;

  static Retry first(long now) {
    return new Retry(0, now + FIRST_NANOS);
  }

  Retry failed(long now) {
    long pause = FIRST_NANOS << Math.min(tries + 1, MOST_DOUBLINGS);
    return new Retry(tries + 1, now + Math.min(pause, LONGEST_NANOS));
  }

  boolean isDue(long now) {
    return now - at >= 0;
  }
}
