package dev.migrator.live.emulated;

import java.time.Duration;

/**
 * Tries that lie further and further apart.
 *
 * @param tries so far in this round
 * @param nextAt nanoseconds of the clock at which the next one is due
 */
record Backoff(int tries, long nextAt) {
  /** Tries in a round. */
  static final int MOST_TRIES = 5;

  /** From one round to the next. */
  static final Duration PAUSE = Duration.ofSeconds(30);

  private static final long FIRST_NANOS = Duration.ofMillis(500).toNanos();

  /** Not tried so far. */
  static Backoff fresh(long now) {
    return new Backoff(0, now);
  }

  /** Half a second, then twice as long each time: five tries within 7.5 s. */
  Backoff failed(long now) {
    return new Backoff(tries + 1, now + (FIRST_NANOS << tries));
  }

  boolean isDue(long now) {
    return nextAt <= now;
  }

  boolean isExhausted() {
    return tries >= MOST_TRIES;
  }

  /** Another round, after a pause. */
  static Backoff paused(long now) {
    return new Backoff(0, now + PAUSE.toNanos());
  }
}
