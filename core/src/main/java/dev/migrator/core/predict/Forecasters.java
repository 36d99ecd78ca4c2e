package dev.migrator.core.predict;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The forecasters that see nothing but the history, by name.
 *
 * <p>Each answers for every history of finite numbers of at least 0, the empty, short and all-zero
 * ones included: with too little to go by it falls back to the mean of the last slots, and of
 * nothing it expects nothing.
 */
public final class Forecasters {

  /** The usual quantile levels. */
  public static final List<Double> LEVELS =
      List.of(0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95, 0.99);

  private static final int AVERAGED_SLOTS = 30;
  private static final Map<String, Forecaster> BY_NAME = byName();

  private Forecasters() {}

  /** The names, in a fixed order. */
  public static List<String> names() {
    return List.copyOf(new ArrayList<>(BY_NAME.keySet()));
  }

  /**
   * The forecaster of that name, with the usual levels.
   *
   * @throws IllegalArgumentException if there is none, naming those there are
   */
  public static Forecaster named(String name) {
    Forecaster forecaster = BY_NAME.get(name);
    if (forecaster == null) {
      throw new IllegalArgumentException(
          "forecast: no forecaster %s; expected one of %s."
              .formatted(name, String.join(", ", BY_NAME.keySet())));
    }
    return forecaster;
  }

  /** Blends all others by how well they did lately, for each horizon. */
  public static Forecaster automatic(List<Double> levels) {
    return new Automatic(levels);
  }

  /** Expects the last value to go on. */
  public static Forecaster lastValue(List<Double> levels) {
    return new PathForecaster("last-value", new MovingAverage(1), levels);
  }

  /** Expects the mean of the last {@code slots} slots to go on. */
  public static Forecaster movingAverage(int slots, List<Double> levels) {
    return new PathForecaster("moving-average", new MovingAverage(slots), levels);
  }

  /** Expects the last period again; its length is found by autocorrelation. */
  public static Forecaster seasonalNaive(List<Double> levels) {
    return new PathForecaster("seasonal-naive", new SeasonalNaive(OptionalInt.empty()), levels);
  }

  /** Expects the last {@code period} slots again. */
  public static Forecaster seasonalNaive(int period, List<Double> levels) {
    return new PathForecaster("seasonal-naive", new SeasonalNaive(OptionalInt.of(period)), levels);
  }

  /** Exponential smoothing with a damped trend. */
  public static Forecaster holt(List<Double> levels) {
    return new PathForecaster("holt", new Holt(), levels);
  }

  /** An autoregression of the square roots. */
  public static Forecaster autoregressive(List<Double> levels) {
    return new PathForecaster("autoregressive", new Autoregressive(), levels);
  }

  /** A mixture of means over short and long pasts, fitted for each horizon. */
  public static Forecaster multiScale(List<Double> levels) {
    return new PathForecaster("multi-scale", new MultiScale(), levels);
  }

  private static Map<String, Forecaster> byName() {
    Map<String, Forecaster> byName = new LinkedHashMap<>();
    for (Forecaster forecaster :
        List.of(
            automatic(LEVELS),
            lastValue(LEVELS),
            movingAverage(AVERAGED_SLOTS, LEVELS),
            seasonalNaive(LEVELS),
            holt(LEVELS),
            autoregressive(LEVELS),
            multiScale(LEVELS))) {
      byName.put(forecaster.name(), forecaster);
    }
    return byName;
  }
}
