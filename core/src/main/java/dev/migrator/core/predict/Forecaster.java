package dev.migrator.core.predict;

import dev.migrator.core.model.Forecast;
import java.util.Arrays;

/** A forecaster: turns one tenant's past arrivals into expectations. */
public interface Forecaster {

  /** The most slots of a history that a forecaster looks at; what is older is not used. */
  int HISTORY_SLOTS = 7_200;

  /** The name under which it is asked for, {@code last-value}. */
  String name();

  /**
   * Forecasts the next slots.
   *
   * @param history requests per slot, oldest first, the last one being the slot that has just
   *     ended; may be empty
   * @param horizon number of slots ahead, at least 1
   * @return a forecast of that many slots; never negative
   */
  Forecast forecast(double[] history, int horizon);

  /**
   * Forecasts the slots {@code end} to {@code end + horizon - 1} of a longer series from what lies
   * before {@code end}. The same as {@link #forecast(double[], int)} on the first {@code end}
   * values, without copying all of them.
   *
   * @param series requests per slot; values from {@code end} on are not looked at
   * @param end number of slots known, from 0 to the series' length
   * @param horizon number of slots ahead, at least 1
   * @return a forecast of that many slots; never negative
   */
  default Forecast forecast(double[] series, int end, int horizon) {
    return forecast(Arrays.copyOfRange(series, Math.max(0, end - HISTORY_SLOTS), end), horizon);
  }

  /**
   * The same, of a series of which only the last values are kept.
   *
   * @param past number of slots that ever were, at least {@code end}; what knows the future finds
   *     its place by that
   * @param series the last of them
   * @param end number of slots in the series
   * @param horizon number of slots ahead, at least 1
   */
  default Forecast forecast(long past, double[] series, int end, int horizon) {
    return forecast(series, end, horizon);
  }
}
