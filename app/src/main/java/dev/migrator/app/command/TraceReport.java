package dev.migrator.app.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.migrator.app.output.Table;
import dev.migrator.simulator.trace.GeneratorFit;
import dev.migrator.simulator.trace.Lifelike;
import dev.migrator.simulator.trace.Trace;
import dev.migrator.simulator.trace.TraceFormat;
import dev.migrator.simulator.trace.TraceStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@code trace stats} answers.
 *
 * @param file what was read
 * @param format in which format
 * @param filledGaps seconds that were missing and were read as zeros
 * @param statistics of the trace
 * @param generators the generators that come nearest to it, nearest first; empty if not asked for
 * @param forecasts how well it can be forecast; null if not asked for
 */
record TraceReport(
    String file,
    String format,
    long filledGaps,
    TraceStatistics statistics,
    List<Fitted> generators,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ForecastErrors forecasts) {

  /**
   * A generator beside the trace.
   *
   * @param name the generator's outside name
   * @param parameters with which it comes nearest
   * @param distance how near; 0 is the same
   * @param statistics what it shows
   */
  record Fitted(
      String name, Map<String, Double> parameters, double distance, TraceStatistics statistics) {
    private static Fitted of(GeneratorFit fit) {
      return new Fitted(
          fit.generator().name(), fit.generator().parameters(), fit.distance(), fit.shown());
    }
  }

  /** The statistics of a trace, and the generators near it if they are wanted. */
  static TraceReport of(String file, TraceFormat format, Trace trace, boolean fit) {
    TraceStatistics statistics = TraceStatistics.of(trace);
    return new TraceReport(
        file,
        format.outsideName(),
        trace.filled(),
        statistics,
        fit ? fitted(statistics) : List.of(),
        null);
  }

  /** The same with forecasts. */
  TraceReport with(ForecastErrors errors) {
    return new TraceReport(file, format, filledGaps, statistics, generators, errors);
  }

  private static List<Fitted> fitted(TraceStatistics real) {
    if (real.total() == 0) {
      return List.of();
    }
    Stream<GeneratorFit> lifelike =
        Lifelike.all().stream().map(generator -> GeneratorFit.of(generator.at(real.mean()), real));
    return Stream.concat(GeneratorFit.fit(real).stream(), lifelike)
        .sorted((a, b) -> Double.compare(a.distance(), b.distance()))
        .map(Fitted::of)
        .toList();
  }

  /** For people: one section under the other. */
  String table() {
    List<String> sections = new ArrayList<>(List.of(statisticsSection()));
    if (!generators.isEmpty()) {
      sections.add(parametersSection());
    }
    if (forecasts != null) {
      sections.add(forecasts.table());
    }
    return String.join("\n", sections);
  }

  private String statisticsSection() {
    List<String> header = new ArrayList<>(List.of("", "trace"));
    generators.forEach(fitted -> header.add(fitted.name()));
    Table table = new Table(header.toArray(String[]::new));
    add(table, "seconds", TraceStatistics::seconds);
    add(table, "requests", TraceStatistics::total);
    add(table, "mean per second", TraceStatistics::mean);
    add(table, "maximum", TraceStatistics::maximum);
    add(table, "peak-to-mean, 200 s", TraceStatistics::peakToMean);
    add(table, "  95th percentile", TraceStatistics::peakToMeanP95);
    add(table, "dispersion", TraceStatistics::dispersion);
    add(table, "  within 200 s", TraceStatistics::dispersionWithin);
    add(table, "longest run of zeros", TraceStatistics::longestZeros);
    add(table, "autocorrelation, 1 s", TraceStatistics::correlation1);
    add(table, "  10 s", TraceStatistics::correlation10);
    add(table, "  60 s", TraceStatistics::correlation60);
    String gaps = filledGaps == 0 ? "" : ", %d gaps read as zeros".formatted(filledGaps);
    return "%s (%s%s)%n%n".formatted(file, format, gaps).replace("\r", "") + table;
  }

  private void add(Table table, String name, Function<TraceStatistics, Number> statistic) {
    List<Object> cells = new ArrayList<>(List.of(name, shown(statistic.apply(statistics))));
    generators.forEach(fitted -> cells.add(shown(statistic.apply(fitted.statistics()))));
    table.row(cells.toArray());
  }

  private String parametersSection() {
    Table table = new Table("generator", "distance", "parameters");
    generators.forEach(
        fitted -> table.row(fitted.name(), shown(fitted.distance()), parameters(fitted)));
    return table.toString();
  }

  private static String parameters(Fitted fitted) {
    return fitted.parameters().entrySet().stream()
        .map(entry -> entry.getKey() + " " + shown(entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String shown(Number number) {
    return number instanceof Double real
        ? String.format(Locale.ROOT, "%.3f", real)
        : number.toString();
  }
}
