package dev.migrator.app.command;

import dev.migrator.app.output.OutputFormat;
import dev.migrator.app.usage.UsageException;
import dev.migrator.simulator.trace.ArrivalGenerator;
import dev.migrator.simulator.trace.Generators;
import dev.migrator.simulator.trace.Trace;
import dev.migrator.simulator.trace.TraceException;
import dev.migrator.simulator.trace.TraceFormat;
import dev.migrator.simulator.trace.TraceOptions;
import dev.migrator.simulator.trace.TraceWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code trace}: looks at arrivals, converts them, makes them. */
@Command(
    name = "trace",
    description = "Look at arrivals, convert them, make them.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class TraceCommand implements Runnable {
  private static final String FORMATS = "counts-per-second, csv, azure-llm or azure-functions.";

  // Set by picocli before a command runs.
  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  /** Without a subcommand there is nothing to do. */
  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "trace: no subcommand; expected stats, convert or generate.");
  }

  @Command(
      name = "stats",
      description =
          "Measure a trace, the generators that come nearest to it, and how well it is forecast.",
      mixinStandardHelpOptions = true)
  int stats(
      @Parameters(paramLabel = "FILE", description = "A trace, gzipped or not.") Path file,
      @Option(names = "--format", required = true, paramLabel = "F", description = FORMATS)
          TraceFormat format,
      @Option(
              names = "--from",
              paramLabel = "S",
              defaultValue = "0",
              description = "First second to look at (default: 0).")
          long from,
      @Option(
              names = "--seconds",
              paramLabel = "N",
              defaultValue = "" + Trace.MAX_SECONDS,
              description = "Look at no more seconds than that (default: all).")
          long seconds,
      @Option(
              names = "--zero-gaps",
              description = "Read seconds that a csv leaves out as zeros; else they are errors.")
          boolean zeroGaps,
      @Option(names = "--no-fit", description = "Look for no generators; that is quicker.")
          boolean noFit,
      @Option(names = "--no-forecasts", description = "Try no forecasts; that is quicker.")
          boolean noForecasts,
      @Option(
              names = "--output",
              defaultValue = "table",
              description = "table, json or yaml (default: table).")
          OutputFormat output) {
    TraceReport measured =
        answer(
            () -> {
              try (Trace trace = Trace.open(file, format, options(zeroGaps))) {
                return TraceReport.of(
                    file.toString(), format, trace.section(from, seconds), !noFit);
              }
            });
    TraceReport report =
        noForecasts
            ? measured
            : measured.with(answer(() -> forecasts(file, format, zeroGaps, from, seconds)));
    out().print(output.render(report, report::table));
    out().flush();
    return 0;
  }

  @Command(
      name = "convert",
      description = "Write a trace in another format; gzipped if OUT ends with .gz.",
      mixinStandardHelpOptions = true)
  int convert(
      @Parameters(index = "0", paramLabel = "FILE", description = "A trace, gzipped or not.")
          Path file,
      @Option(names = "--format", required = true, paramLabel = "F", description = FORMATS)
          TraceFormat format,
      @Option(
              names = "--to",
              required = true,
              paramLabel = "F",
              description = "counts-per-second or csv.")
          TraceFormat to,
      @Option(
              names = "--zero-gaps",
              description = "Read seconds that a csv leaves out as zeros; else they are errors.")
          boolean zeroGaps,
      @Parameters(index = "1", paramLabel = "OUT", description = "The file to write.") Path out) {
    answer(
        () -> {
          try (Trace trace = Trace.open(file, format, options(zeroGaps))) {
            return TraceWriter.write(trace, to, out);
          }
        });
    return 0;
  }

  @Command(
      name = "generate",
      description = "Make arrivals, one count a second.",
      mixinStandardHelpOptions = true)
  int generate(
      @Parameters(
              index = "0",
              paramLabel = "NAME",
              description =
                  "steady, diurnal, bursty, flash-crowd, like-twitter, like-azure-code or"
                      + " like-azure-conv.")
          String name,
      @Option(names = "--mean", paramLabel = "R", description = "Requests per second.")
          @Nullable Double mean,
      @Option(
              names = "--peak-to-mean",
              paramLabel = "P",
              description = "Busiest second over mean, within 200 s, on average.")
          @Nullable Double peakToMean,
      @Option(
              names = "--period",
              paramLabel = "S",
              description = "Seconds of a day (diurnal), or from crowd to crowd (flash-crowd).")
          @Nullable Integer period,
      @Option(
              names = "--phase",
              paramLabel = "S",
              description = "Seconds of the day that lie before the first count (diurnal).")
          @Nullable Integer phase,
      @Option(
              names = "--seconds",
              paramLabel = "N",
              defaultValue = "600",
              description = "Length (default: 600).")
          int seconds,
      @Option(
              names = "--seed",
              paramLabel = "S",
              defaultValue = "42",
              description = "Same seed, same arrivals (default: 42).")
          long seed,
      @Parameters(
              index = "1",
              arity = "0..1",
              paramLabel = "OUT",
              defaultValue = "-",
              description = "The file to write, gzipped if it ends with .gz; - is stdout.")
          String out) {
    answer(
        () -> {
          ArrivalGenerator generator =
              Generators.named(
                  name, optional(mean), optional(peakToMean), optional(period), optional(phase));
          return write(Trace.of(generator.counts(seconds, seed)), out);
        });
    return 0;
  }

  private static ForecastErrors forecasts(
      Path file, TraceFormat format, boolean zeroGaps, long from, long seconds) {
    try (Trace trace = Trace.open(file, format, options(zeroGaps))) {
      return ForecastErrors.of(trace.section(from, seconds));
    }
  }

  private long write(Trace trace, String out) {
    if (!out.equals("-")) {
      return TraceWriter.write(trace, TraceFormat.COUNTS_PER_SECOND, Path.of(out));
    }
    try {
      return TraceWriter.write(trace, TraceFormat.COUNTS_PER_SECOND, out());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      out().flush();
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private static TraceOptions options(boolean zeroGaps) {
    return zeroGaps ? TraceOptions.STRICT.withZeroGaps() : TraceOptions.STRICT;
  }

  private static OptionalDouble optional(@Nullable Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private static OptionalInt optional(@Nullable Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }

  private static <T> T answer(Supplier<T> command) {
    try {
      return command.get();
    } catch (TraceException e) {
      throw new UsageException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
    }
  }
}
