package dev.migrator.simulator.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
  private static final long FROM = 7_000_000_000L;
  private static final long LENGTH = 1_000_000_000L;

  @Test
  void givesAsManyAscendingInstantsWithinTheSlot() {
    for (int count : new int[] {0, 1, 2, 17, 10_000}) {
      List<Long> instants = draw(count, 5);

      assertThat(instants).hasSize(count).isSorted();
      assertThat(instants).allMatch(at -> FROM <= at && at < FROM + LENGTH);
    }
  }

  @Test
  void instantsAreUniform() {
    int count = 100_000;
    List<Long> instants = draw(count, 6);

    double largest = 0;
    for (int i = 0; i < count; i++) {
      double at = (instants.get(i) - FROM) / (double) LENGTH;
      largest = Math.max(largest, Math.abs(at - (i + 0.5) / count));
    }
    // Kolmogorov-Smirnov: 1.63 / sqrt(n) is exceeded in one of a hundred seeds.
    assertThat(largest).isLessThan(1.63 / Math.sqrt(count));
  }

  @Test
  void firstOfManyDrawsIsUniformToo() {
    double sum = 0;
    int draws = 20_000;
    Arrivals arrivals = new Arrivals();
    for (int seed = 0; seed < draws; seed++) {
      arrivals.draw(Randomness.ofArrivals(9, 0, seed), 1, 0, LENGTH);
      sum += arrivals.peek() / (double) LENGTH;
    }
    assertThat(sum / draws).isCloseTo(0.5, Offset.offset(4 / Math.sqrt(12.0 * draws)));
  }

  @Test
  void differBetweenSeedsTenantsAndSlots() {
    List<Long> firsts = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Arrivals arrivals = new Arrivals();
      arrivals.draw(Randomness.ofArrivals(i & 1, i >> 1 & 1, i >> 2), 3, FROM, LENGTH);
      firsts.add(arrivals.peek());
    }
    assertThat(firsts).doesNotHaveDuplicates();
  }

  private static List<Long> draw(int count, long seed) {
    Arrivals arrivals = new Arrivals();
    arrivals.draw(new SplittableRandom(seed), count, FROM, LENGTH);
    List<Long> instants = new ArrayList<>();
    while (arrivals.peek() != Long.MAX_VALUE) {
      instants.add(arrivals.peek());
      arrivals.skip();
    }
    return instants;
  }
}
