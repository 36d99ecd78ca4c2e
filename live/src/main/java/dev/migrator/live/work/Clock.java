package dev.migrator.live.work;

/** Time that only goes forward. */
@FunctionalInterface
public interface Clock {

  /** Nanoseconds since an arbitrary origin. */
  long nanos();
}
