package dev.migrator.core.control;

/** Port to elapsed time, only ever used to report how long planning took. */
@FunctionalInterface
public interface Stopwatch {

  /** Nanoseconds since an arbitrary origin; never decreases. */
  long nanos();
}
