package dev.migrator.live.work;

import java.util.concurrent.TimeUnit;

/** Time that only goes forward. */
@FunctionalInterface
public interface Clock {

  /** Nanoseconds since an arbitrary origin. */
  long nanos();

  /**
   * Lets so much of this time pass; nothing if that is not above 0.
   *
   * @throws InterruptedException if the thread is interrupted meanwhile
   */
  default void sleep(long nanos) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(nanos);
  }
}
