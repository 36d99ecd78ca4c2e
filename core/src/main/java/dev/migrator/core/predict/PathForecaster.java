package dev.migrator.core.predict;

import dev.migrator.core.model.Forecast;
import java.util.Arrays;
import java.util.List;

/**
 * A forecaster made of a model and the spread of its past errors.
 *
 * @param name its name
 * @param model what gives the mean
 * @param levels the quantile levels, ascending
 */
record PathForecaster(String name, Model model, List<Double> levels) implements Forecaster {
  PathForecaster {
    levels = Check.levels(levels);
  }

  @Override
  public Forecast forecast(double[] history, int horizon) {
    Check.horizon(name, horizon);
    double[] recent = recent(name, history);
    Model.Path path = model.fit(recent, recent.length, horizon);
    double[] mean = new double[horizon];
    path.predict(recent.length, mean);
    Spread spread = Spread.of(path, recent, recent.length, horizon, levels);
    return new Forecast(mean, levels, spread.around(mean));
  }

  /** The last HISTORY_SLOTS slots of a history, checked. */
  static double[] recent(String owner, double[] history) {
    int from = Math.max(0, history.length - HISTORY_SLOTS);
    double[] recent = from == 0 ? history : Arrays.copyOfRange(history, from, history.length);
    Check.counts(owner, recent);
    return recent;
  }
}
