package dev.migrator.gateway.serve;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A limit on calls a second with room for bursts (the generic cell rate algorithm): every call
 * moves the instant at which all would be used up evenly; a call is refused that would move it
 * further ahead than a burst takes.
 */
final class RateLimit {
  private final long nanosPerCall;
  private final long burstNanos;
  private final AtomicLong usedUntil;

  RateLimit(double callsPerSecond, int burst, long now) {
    this.nanosPerCall = (long) (1e9 / callsPerSecond);
    this.burstNanos = burst * nanosPerCall;
    this.usedUntil = new AtomicLong(now);
  }

  /** Whether one more call is taken. */
  boolean take(long now) {
    while (true) {
      long until = usedUntil.get();
      long next = Math.max(until - now, 0) + now + nanosPerCall;
      if (next - now > burstNanos) {
        return false;
      }
      if (usedUntil.compareAndSet(until, next)) {
        return true;
      }
    }
  }
}
