package dev.migrator.core.predict;

import dev.migrator.core.model.Forecast;

/** A forecaster: turns one tenant's past arrivals into expectations. */
public interface Forecaster {

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
}
