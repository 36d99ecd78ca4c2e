package dev.migrator.simulator.world;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The arrival instants of one tenant's requests in one slot: a Poisson process conditioned on its
 * count, which is as many independent uniform instants.
 *
 * <p>They come in order without sorting: n + 1 exponential spacings, divided by their sum, are the
 * spacings of n uniforms (Devroye, Non-Uniform Random Variate Generation, 1986, section V.3.1).
 */
final class Arrivals {
  private long[] instants = {};
  private double[] sums = {};
  private int count;
  private int next;

  /** Arrivals at given instants, ascending. */
  static Arrivals at(long... instants) {
    Arrivals arrivals = new Arrivals();
    arrivals.instants = instants.clone();
    arrivals.count = instants.length;
    return arrivals;
  }

  /**
   * Draws the instants of a slot; what was left of the previous one is forgotten.
   *
   * @param requests how many
   * @param from the slot's first instant, in nanoseconds
   * @param length the slot's length in nanoseconds; all instants are before its end
   */
  void draw(SplittableRandom random, int requests, long from, long length) {
    reserve(requests);
    double total = 0;
    for (int i = 0; i < requests; i++) {
      total += spacing(random);
      sums[i] = total;
    }
    double scale = length / (total + spacing(random));
    for (int i = 0; i < requests; i++) {
      instants[i] = from + Math.min((long) (sums[i] * scale), length - 1);
    }
    count = requests;
    next = 0;
  }

  /** The next instant; {@link Long#MAX_VALUE} if none is left. */
  long peek() {
    return next < count ? instants[next] : Long.MAX_VALUE;
  }

  /** Takes the next instant away. */
  void skip() {
    next++;
  }

  private void reserve(int requests) {
    if (instants.length < requests) {
      int capacity = Math.max(requests, 2 * instants.length);
      instants = Arrays.copyOf(instants, capacity);
      sums = Arrays.copyOf(sums, capacity);
    }
  }

  /** StrictMath, because a logarithm that differs between machines would change the run. */
  private static double spacing(SplittableRandom random) {
    return -StrictMath.log(1 - random.nextDouble());
  }
}
