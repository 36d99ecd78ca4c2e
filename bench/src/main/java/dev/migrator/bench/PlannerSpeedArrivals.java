package dev.migrator.bench;

import dev.migrator.simulator.trace.Generators;
import dev.migrator.simulator.trace.Trace;
import dev.migrator.simulator.trace.TraceFormat;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;

/** Where windows of arrivals come from: a real trace, or a generator. */
sealed interface PlannerSpeedArrivals {

  /** What it is called. */
  String name();

  /**
   * A window of arrivals by slot of a second, from a drawn place, scaled to that mean.
   *
   * @param mean requests per slot
   */
  double[] window(int slots, double mean, Random random);

  /** The three traces that the examples name, from that folder. */
  static List<PlannerSpeedArrivals> traces(Path folder) {
    Path twitter = folder.resolve("twitter_2018_04_days_01_10_per_second.txt.gz");
    Path conversation = folder.resolve("azure_llm_2023_conv_first_half.csv.gz");
    Path code = folder.resolve("azure_llm_2023_code_first_half.csv.gz");
    return List.of(
        // At some tens of tweets a second, silence is a hole: the collector's gap of each day.
        new FromTrace("twitter", counts(twitter, TraceFormat.COUNTS_PER_SECOND), 5),
        new FromTrace("azure-conv", counts(conversation, TraceFormat.AZURE_LLM), Integer.MAX_VALUE),
        new FromTrace("azure-code", counts(code, TraceFormat.AZURE_LLM), Integer.MAX_VALUE));
  }

  /** Generators, for where there are no traces. */
  static List<PlannerSpeedArrivals> generators() {
    return List.of(
        new FromGenerator("bursty"),
        new FromGenerator("like-twitter"),
        new FromGenerator("flash-crowd"));
  }

  private static int[] counts(Path file, TraceFormat format) {
    IntStream.Builder counts = IntStream.builder();
    try (Trace trace = Trace.open(file, format)) {
      while (trace.advance()) {
        counts.add(trace.count());
      }
    }
    return counts.build().toArray();
  }

  /**
   * A trace, taken as a circle.
   *
   * @param counts by second
   * @param longestSilence seconds; a window with a longer one is not taken
   */
  record FromTrace(String name, int[] counts, int longestSilence) implements PlannerSpeedArrivals {
    private static final int DRAWS = 1_000;

    @Override
    public double[] window(int slots, double mean, Random random) {
      for (int draw = 0; draw < DRAWS; draw++) {
        int from = random.nextInt(counts.length);
        double[] window = new double[slots];
        Arrays.setAll(window, slot -> counts[(from + slot) % counts.length]);
        double sum = Arrays.stream(window).sum();
        if (sum > 0 && !hasHole(window)) {
          return Arrays.stream(window).map(count -> count * mean * slots / sum).toArray();
        }
      }
      throw new IllegalStateException(
          "%s: windows of %d slots with arrivals is 0; expected some.".formatted(name, slots));
    }

    private boolean hasHole(double[] window) {
      int zeros = 0;
      for (double count : window) {
        zeros = count == 0 ? zeros + 1 : 0;
        if (zeros > longestSilence) {
          return true;
        }
      }
      return false;
    }
  }

  /** A generator of the simulator. */
  record FromGenerator(String name) implements PlannerSpeedArrivals {
    @Override
    public double[] window(int slots, double mean, Random random) {
      int[] counts =
          Generators.named(
                  name, OptionalDouble.of(mean), OptionalDouble.empty(), OptionalInt.empty())
              .counts(slots, random.nextLong());
      return Arrays.stream(counts).asDoubleStream().toArray();
    }
  }
}
