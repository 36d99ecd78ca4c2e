package dev.migrator.worker.pace;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.locks.LockSupport;

/** The times that a pacer reads, and how it rests. */
public interface Clocks {

  /** Nanoseconds of CPU that the calling thread has used. */
  long cpuNanos();

  /** Nanoseconds of a clock that only goes forward. */
  long wallNanos();

  /** Lets about so many nanoseconds pass. */
  void rest(long nanos);

  /** The machine's. The calling thread must be a platform thread. */
  static Clocks ofTheMachine() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return new Clocks() {
      @Override
      public long cpuNanos() {
        return threads.getCurrentThreadCpuTime();
      }

      @Override
      public long wallNanos() {
        return System.nanoTime();
      }

      @Override
      public void rest(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
      }
    };
  }
}
