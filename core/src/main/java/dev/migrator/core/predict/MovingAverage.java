package dev.migrator.core.predict;

import java.util.Arrays;

/**
 * Expects the mean of the last few slots to go on; of one slot, the last value. Without any history
 * it expects nothing.
 *
 * @param slots how many slots, at least 1
 */
record MovingAverage(int slots) implements Model {
  MovingAverage {
    Check.that(slots >= 1, "moving-average", "slots", slots, "at least 1");
  }

  @Override
  public Path fit(double[] values, int end, int horizon) {
    PrefixSums sums = new PrefixSums(values);
    return (origin, path) -> Arrays.fill(path, sums.meanBefore(origin, slots));
  }
}
