package dev.migrator.simulator.trace;

import java.util.SplittableRandom;

/**
 * Multiplies arrivals by a factor, keeping their expected mean exactly.
 *
 * <p>Each request becomes as many as the factor's whole part, and one more with the probability of
 * its remainder. Below 1 this is binomial thinning, which turns Poisson arrivals into Poisson
 * arrivals. Above 1 it is <em>not</em> what more users would do: it keeps burstiness. The
 * peak-to-mean stays what it was, and the index of dispersion is multiplied by about the factor.
 */
public final class Scaling {
  private static final double MAX_FACTOR = 1e6;

  private Scaling() {}

  /**
   * The counts, times {@code factor}; the same for the same seed.
   *
   * @throws TraceException if the factor is not a number from 0 to 1,000,000, or if a count becomes
   *     too large
   */
  public static int[] scaled(int[] counts, double factor, long seed) {
    Wanted.within(0, MAX_FACTOR, "scaling", "factor", factor);
    long whole = (long) factor;
    double remainder = factor - whole;
    Draws draws = new Draws(new SplittableRandom(seed));
    int[] scaled = new int[counts.length];
    for (int i = 0; i < counts.length; i++) {
      scaled[i] = checked(i, counts[i] * whole + draws.binomial(counts[i], remainder));
    }
    return scaled;
  }

  private static int checked(int second, long count) {
    if (count > Integer.MAX_VALUE) {
      throw TraceException.wrong(
          "scaling",
          "count of second " + second,
          count,
          "at most " + Integer.MAX_VALUE,
          "a smaller factor");
    }
    return (int) count;
  }
}
