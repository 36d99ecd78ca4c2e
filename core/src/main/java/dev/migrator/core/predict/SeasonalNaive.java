package dev.migrator.core.predict;

import java.util.OptionalInt;

/**
 * Expects each slot to repeat the one a period earlier; where less than a period is known, or the
 * series has none, the last value.
 *
 * @param period in slots; empty to find it by autocorrelation
 */
record SeasonalNaive(OptionalInt period) implements Model {
  SeasonalNaive {
    period.ifPresent(
        slots -> Check.that(slots >= 1, "seasonal-naive", "period", slots, "at least 1 slot"));
  }

  @Override
  public Path fit(double[] values, int end, int horizon) {
    int slots = period.orElseGet(() -> Period.of(values, end).orElse(1));
    return (origin, path) -> repeat(values, origin, slots <= origin ? slots : 1, path);
  }

  private static void repeat(double[] values, int origin, int period, double[] path) {
    for (int step = 0; step < path.length && origin > 0; step++) {
      path[step] = values[origin - period + step % period];
    }
  }
}
