package dev.migrator.app.scenario;

import dev.migrator.simulator.trace.ArrivalGenerator;
import dev.migrator.simulator.trace.Scaling;
import dev.migrator.simulator.trace.TraceException;
import java.util.Arrays;

/** Where one tenant's requests come from. */
sealed interface ArrivalSource {

  /**
   * Counts by second, {@code historySeconds} of history and then {@code seconds} of the run.
   *
   * @throws TraceException if they cannot be had
   */
  int[] counts(int historySeconds, int seconds, Copy copy);

  /**
   * Which of a tenant's copies asks.
   *
   * @param number from 0
   * @param commonSeed of what all copies have in common
   * @param seed of what is its own
   */
  record Copy(int number, long commonSeed, long seed) {}

  /**
   * A part of a trace file; each copy's begins {@code stagger} seconds after the one before.
   *
   * @param excerpt the part that all copies share
   * @param offset the second at which the first copy's run begins
   * @param stagger seconds from one copy to the next
   * @param copies how many there are
   * @param level by what the counts are multiplied
   */
  record FromFile(Excerpt excerpt, long offset, int stagger, int copies, Level level)
      implements ArrivalSource {
    @Override
    public int[] counts(int historySeconds, int seconds, Copy copy) {
      int own = historySeconds + seconds;
      int from = copy.number() * stagger;
      int[] all =
          excerpt.counts(offset - historySeconds, own + (copies - 1) * stagger, copy.commonSeed());
      int[] counts = Arrays.copyOfRange(all, from, from + own);
      // Another seed than that of the spread of minutes over their seconds.
      return Scaling.scaled(counts, level.factor(counts, historySeconds), copy.seed() + 1);
    }
  }

  /** A generator. */
  record FromGenerator(ArrivalGenerator generator) implements ArrivalSource {
    @Override
    public int[] counts(int historySeconds, int seconds, Copy copy) {
      return generator.counts(historySeconds + seconds, copy.seed());
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
