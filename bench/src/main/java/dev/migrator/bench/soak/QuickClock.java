package dev.migrator.bench.soak;

import dev.migrator.live.work.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Time that goes faster than the machine's, from 0. */
final class QuickClock implements Clock {
  /** Nobody sleeps for less, so that a fast clock does not make threads spin. */
  private static final long LEAST_SLEEP_NANOS = 2_000_000;

  private final int speed;
  private final long began = System.nanoTime();

  /**
   * @param speed how many of its seconds one second has
   */
  QuickClock(int speed) {
    this.speed = speed;
  }

  @Override
  public long nanos() {
    return (System.nanoTime() - began) * speed;
  }

  @Override
  public void sleep(long nanos) throws InterruptedException {
    if (nanos > 0) {
      TimeUnit.NANOSECONDS.sleep(Math.max(LEAST_SLEEP_NANOS, nanos / speed));
    }
  }

  /** Since its beginning. */
  Duration time() {
    return Duration.ofNanos(nanos());
  }
}
