package dev.migrator.core.model;

import java.util.List;

/**
 * What one tenant's arrivals are expected to be in the next slots.
 *
 * @param mean expected requests by slot ahead, from the next one on. Not copied: treat as immutable
 * @param levels the quantile levels, ascending, each between 0 and 1
 * @param quantiles by level, then by slot ahead: requests that are not exceeded with that
 *     probability. Not copied: treat as immutable
 */
public record Forecast(double[] mean, List<Double> levels, double[][] quantiles) {
  public Forecast {
    levels = List.copyOf(levels);
    Require.that(
        quantiles.length == levels.size(),
        "forecast",
        "quantiles",
        quantiles.length,
        "one per level");
    for (double[] quantile : quantiles) {
      Require.that(
          quantile.length == mean.length,
          "forecast",
          "quantile",
          quantile.length,
          "one value a slot");
    }
  }

  /** Number of slots ahead. */
  public int horizon() {
    return mean.length;
  }
}
