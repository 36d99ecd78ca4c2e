package dev.migrator.app.command;

import dev.migrator.app.output.Table;
import dev.migrator.core.predict.BackTest;
import dev.migrator.core.predict.Forecasters;
import dev.migrator.simulator.trace.Trace;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How well the forecasters would have done on a trace.
 *
 * @param seconds how much of its beginning was looked at
 * @param origins from how many places was forecast; 0 if the trace is too short for one
 * @param forecasters in their fixed order; empty if the trace is too short
 */
record ForecastErrors(int seconds, int origins, List<Row> forecasters) {

  /** Seconds that all origins of the back-test need. */
  static final int MOST_SECONDS =
      BackTest.DEFAULT.firstOrigin()
          + (BackTest.DEFAULT.maxOrigins() - 1) * BackTest.DEFAULT.step()
          + BackTest.DEFAULT.horizons().getLast();

  private static final int LEAST_SECONDS =
      BackTest.DEFAULT.firstOrigin() + BackTest.DEFAULT.horizons().getLast();

  /** One forecaster at all horizons. */
  record Row(String forecaster, List<BackTest.Score> scores) {}

  /** Reads the trace from where it stands, as far as the back-test needs it. */
  static ForecastErrors of(Trace trace) {
    double[] series = beginning(trace);
    if (series.length < LEAST_SECONDS) {
      return new ForecastErrors(series.length, 0, List.of());
    }
    List<BackTest.Result> results =
        Forecasters.names().stream()
            .map(name -> BackTest.DEFAULT.run(Forecasters.named(name), series))
            .toList();
    return new ForecastErrors(
        series.length,
        results.getFirst().origins(),
        results.stream().map(r -> new Row(r.forecaster(), r.scores())).toList());
  }

  /** For people. */
  String table() {
    if (forecasters.isEmpty()) {
      return "forecasts: %d seconds are too few to try any; at least %d are needed.\n"
          .formatted(seconds, LEAST_SECONDS);
    }
    Table table = new Table(header());
    forecasters.forEach(row -> table.row(cells(row)));
    return "forecasts from %d places of the first %d seconds; the error of the slot so far ahead\n\n"
            .formatted(origins, seconds)
        + table;
  }

  private static String[] header() {
    List<Integer> horizons = BackTest.DEFAULT.horizons();
    String[] header = new String[1 + 2 * horizons.size()];
    header[0] = "forecaster";
    for (int i = 0; i < horizons.size(); i++) {
      header[1 + i] = "WAPE %d s".formatted(horizons.get(i));
      header[1 + horizons.size() + i] = "pinball %d s".formatted(horizons.get(i));
    }
    return header;
  }

  private static Object[] cells(Row row) {
    int horizons = row.scores().size();
    Object[] cells = new Object[1 + 2 * horizons];
    cells[0] = row.forecaster();
    for (int i = 0; i < horizons; i++) {
      cells[1 + i] = shown(row.scores().get(i).wape());
      cells[1 + horizons + i] = shown(row.scores().get(i).pinball());
    }
    return cells;
  }

  private static String shown(double number) {
    return Double.isFinite(number) ? String.format(Locale.ROOT, "%.3f", number) : "-";
  }

  private static double[] beginning(Trace trace) {
    double[] series = new double[MOST_SECONDS];
    int length = 0;
    while (length < MOST_SECONDS && trace.advance()) {
      series[length++] = trace.count();
    }
    return Arrays.copyOf(series, length);
  }
}
