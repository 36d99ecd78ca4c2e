package dev.migrator.core.predict;

import dev.migrator.core.model.Forecast;
import java.util.Arrays;
import java.util.List;

/**
 * A forecaster that knows the truth: the ceiling for all others.
 *
 * <p>It takes the length of the history for its place in the truth, so it has to be given the whole
 * history. Beyond the truth's end nothing arrives. All quantiles are the truth itself.
 */
public final class Clairvoyant implements Forecaster {
  private final double[] truth;
  private final List<Double> levels;

  /**
   * Knows this truth, with the usual quantile levels.
   *
   * @param truth requests per slot, of past and future
   */
  public Clairvoyant(double[] truth) {
    this(truth, Forecasters.LEVELS);
  }

  /**
   * Knows this truth.
   *
   * @param truth requests per slot, of past and future
   * @param levels the quantile levels, ascending
   */
  public Clairvoyant(double[] truth, List<Double> levels) {
    Check.counts("clairvoyant", truth);
    this.truth = truth.clone();
    this.levels = Check.levels(levels);
  }

  @Override
  public String name() {
    return "clairvoyant";
  }

  @Override
  public Forecast forecast(double[] history, int horizon) {
    return forecast(history, history.length, horizon);
  }

  @Override
  public Forecast forecast(double[] series, int end, int horizon) {
    return forecast(end, series, end, horizon);
  }

  @Override
  public Forecast forecast(long past, double[] series, int end, int horizon) {
    Check.horizon(name(), horizon);
    double[] mean = from(truth, past, horizon);
    double[][] quantiles = new double[levels.size()][];
    Arrays.setAll(quantiles, level -> mean.clone());
    return new Forecast(mean, levels, quantiles);
  }

  /** The {@code horizon} values from {@code start} on, 0 beyond the end. */
  static double[] from(double[] values, long start, int horizon) {
    int known = (int) Math.min(start, values.length);
    int to = (int) Math.min(start + horizon, values.length);
    return Arrays.copyOf(Arrays.copyOfRange(values, known, Math.max(known, to)), horizon);
  }
}
