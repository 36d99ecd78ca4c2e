package dev.migrator.worker.pace;

import java.util.function.Supplier;

/**
 * Holds one thread's computing to a share of the emulated GPU's whole rate.
 *
 * <p>After the thread has computed for {@code c} seconds of CPU time it rests until {@code c /
 * (share * whole)} seconds have gone by since it began, so that on average it has used {@code share
 * * whole} cores. CPU time is counted and not time gone by: where other processes hold the cores,
 * waiting for one already is rest. What a rest took too long is taken off the next ones, up to
 * {@link #MOST_CREDIT_NANOS}; idle time gives no credit.
 *
 * <p>Example: with a share of 3/7 of one core, 3 ms of computing are answered after 7 ms.
 */
public final class Pacer {
  /** How much of rests that took too long is remembered. */
  static final long MOST_CREDIT_NANOS = 5_000_000;

  private final double cores;
  private final Clocks clocks;
  private long creditNanos;

  /**
   * A pacer.
   *
   * @param share of the GPU's compute, above 0 and up to 1
   * @param wholeCores what the whole GPU computes, in cores, above 0 and up to 1: there is one
   *     thread
   */
  public Pacer(double share, double wholeCores, Clocks clocks) {
    if (!(share > 0 && share <= 1) || !(wholeCores > 0 && wholeCores <= 1)) {
      throw new IllegalArgumentException(
          "share is %s and whole cores are %s; expected both above 0 and up to 1."
              .formatted(share, wholeCores));
    }
    this.cores = share * wholeCores;
    this.clocks = clocks;
  }

  /** Computes on the calling thread, and returns when the share allows. */
  public <T> T compute(Supplier<T> work) {
    long cpuBegin = clocks.cpuNanos();
    long wallBegin = clocks.wallNanos();
    T result = work.get();
    long dueNanos = Math.round((clocks.cpuNanos() - cpuBegin) / cores);
    rest(wallBegin + dueNanos - creditNanos);
    return result;
  }

  private void rest(long until) {
    long now = clocks.wallNanos();
    if (until <= now) {
      creditNanos = Math.max(0, creditNanos - Math.max(0, until + creditNanos - now));
      return;
    }
    clocks.rest(until - now);
    creditNanos = Math.clamp(clocks.wallNanos() - until, 0, MOST_CREDIT_NANOS);
  }
}
