package dev.migrator.simulator.trace;

import java.util.Map;

/**
 * Makes arrivals that look like something.
 *
 * <p>{@link Steady}, {@link Diurnal}, {@link Bursty} and {@link FlashCrowd} are described by a few
 * numbers; {@link Lifelike} repeats what a real trace was found to be like. {@link Generators}
 * finds them by name.
 */
public sealed interface ArrivalGenerator permits Steady, Diurnal, Bursty, FlashCrowd, Lifelike {
  /** The largest mean, in requests per second. */
  double MAX_MEAN = 1e6;

  /** The outside name: {@code flash-crowd}. */
  String name();

  /** Requests per second in the long run. */
  double mean();

  /** How the rate moves around its mean. */
  RateShape shape();

  /** The numbers that describe it besides its mean, by name, in a fixed order. */
  Map<String, Double> parameters();

  /**
   * Requests by second; the same for the same seed, on every machine.
   *
   * @throws TraceException if {@code seconds} is below 1 or more than a year
   */
  default int[] counts(int seconds, long seed) {
    Wanted.atLeast(1, name(), "seconds", seconds);
    Wanted.atMost(Trace.MAX_SECONDS, name(), "seconds", seconds);
    return shape().counts(mean(), seconds, seed);
  }
}
