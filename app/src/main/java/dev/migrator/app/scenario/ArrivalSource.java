package dev.migrator.app.scenario;

import dev.migrator.simulator.trace.ArrivalGenerator;
import dev.migrator.simulator.trace.Scaling;
import dev.migrator.simulator.trace.Trace;
import dev.migrator.simulator.trace.TraceException;
import dev.migrator.simulator.trace.TraceFormat;
import dev.migrator.simulator.trace.TraceOptions;
import java.nio.file.Path;
import java.util.Arrays;

/** Where one tenant's requests come from. */
sealed interface ArrivalSource {

  /**
   * Counts by second, {@code historySeconds} of history and then {@code seconds} of the run.
   *
   * @throws TraceException if they cannot be had
   */
  int[] counts(int historySeconds, int seconds, long seed);

  /**
   * A part of a trace file.
   *
   * @param file where it is
   * @param offset the second at which the run begins
   * @param repeat whether the trace begins again where it ends
   * @param level by what the counts are multiplied
   */
  record FromFile(
      Path file,
      TraceFormat format,
      TraceOptions.Gaps gaps,
      long offset,
      boolean repeat,
      Level level)
      implements ArrivalSource {
    @Override
    public int[] counts(int historySeconds, int seconds, long seed) {
      TraceOptions options = new TraceOptions(gaps, seed);
      int[] counts =
          Trace.slice(
              file, format, options, offset - historySeconds, historySeconds + seconds, repeat);
      // Another seed than that of the spread of minutes over their seconds.
      return Scaling.scaled(counts, level.factor(counts, historySeconds), seed + 1);
    }
  }

  /** A generator. */
  record FromGenerator(ArrivalGenerator generator) implements ArrivalSource {
    @Override
    public int[] counts(int historySeconds, int seconds, long seed) {
      return generator.counts(historySeconds + seconds, seed);
    }
  }

  /** How much of a trace is taken. */
  sealed interface Level {

    /** The factor for these counts, whose run begins at that second. */
    double factor(int[] counts, int runFrom);

    /** Times a number. */
    record Times(double factor) implements Level {
      @Override
      public double factor(int[] counts, int runFrom) {
        return factor;
      }
    }

    /** So that the run has so many requests per second in the mean. */
    record Mean(double rate) implements Level {
      @Override
      public double factor(int[] counts, int runFrom) {
        double mean = Arrays.stream(counts, runFrom, counts.length).average().orElse(0);
        return mean == 0 ? 0 : rate / mean;
      }
    }
  }
}
