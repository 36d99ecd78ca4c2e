package dev.migrator.policies;

import dev.migrator.core.model.Demand;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The number of requests a slot for which a policy provides, out of all that are forecast. */
public sealed interface LoadStatistic {
  /** The highest level of any slot. */
  LoadStatistic PEAK = new Quantile(1);

  /** Requests a slot. */
  double of(Demand demand);

  /** The mean over the slots. */
  record Mean() implements LoadStatistic {
    @Override
    public double of(Demand demand) {
      return demand.total() / demand.slots();
    }
  }

  /** The highest mean of any slot. */
  record HighestMean() implements LoadStatistic {
    @Override
    public double of(Demand demand) {
      return IntStream.range(0, demand.slots()).mapToDouble(demand::mean).max().orElse(0);
    }
  }

  /**
   * The least that is not exceeded with that share, over the slots and the levels of each.
   *
   * @param share above 0 and up to 1
   */
  record Quantile(double share) implements LoadStatistic {
    private static final double ROUNDING = 1e-9;

    /** Checked. */
    public Quantile {
      if (!(share > 0 && share <= 1)) {
        throw new IllegalArgumentException(
            "load: quantile is %s; expected a number above 0 and up to 1.".formatted(share));
      }
    }

    @Override
    public double of(Demand demand) {
      List<Count> counts = counts(demand);
      double passed = 0;
      for (Count count : counts) {
        passed += count.share / demand.slots();
        if (passed >= share - ROUNDING) {
          return count.requests;
        }
      }
      return counts.getLast().requests;
    }

    private static List<Count> counts(Demand demand) {
      return IntStream.range(0, demand.shares().length)
          .boxed()
          .flatMap(level -> counts(demand, level))
          .sorted(Comparator.comparingDouble(Count::requests))
          .toList();
    }

    private static Stream<Count> counts(Demand demand, int level) {
      return IntStream.range(0, demand.slots())
          .mapToObj(slot -> new Count(demand.levels()[level][slot], demand.shares()[level]));
    }

    /** Requests in a slot, as likely as that. */
    private record Count(double requests, double share) {}
  }
}
