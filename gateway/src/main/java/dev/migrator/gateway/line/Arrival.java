package dev.migrator.gateway.line;

import java.time.Duration;

/**
 * What becomes of a request when it arrives.
 *
 * @param <T> what a request is
 */
public sealed interface Arrival<T> {

  /** It waits. */
  record Accepted<T>(Entry<T> entry) implements Arrival<T> {}

  /**
   * It does not wait.
   *
   * @param reason why
   * @param retryAfter when it may be worth another try
   */
  record Refused<T>(Reason reason, Duration retryAfter) implements Arrival<T> {}

  /** Why a request does not wait. */
  enum Reason {
    /** As many wait as may. */
    FULL,
    /** Those before it take so long that it cannot be in time. */
    TOO_LATE,
    /** It has more rows than any instance takes at once. It does not count as arrived. */
    TOO_MANY_ROWS
  }
}
