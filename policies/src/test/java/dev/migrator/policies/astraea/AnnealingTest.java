package dev.migrator.policies.astraea;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Annealing beside all quotas that there are. */
class AnnealingTest {
  private static final int GRANULES = 12;

  @Test
  void findsWhatTheExampleSays() {
    double[][] covered = {linear(0.1, 20), linear(0.2, 20)};

    assertThat(new Annealing(covered, 20).quotas()).containsExactly(10, 5);
    assertThat(new Annealing(covered, 12).quotas()).containsExactly(8, 4);
    assertThat(new Annealing(new double[0][], 20).quotas()).isEmpty();
  }

  @Test
  void coversAsMuchAsCanBeAndNoMoreThanIsNeeded() {
    int all = 0;
    for (long seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      double[][] covered = new double[1 + random.nextInt(3)][];
      Arrays.setAll(covered, _ -> rising(random));
      int room = 3 + random.nextInt(GRANULES - 2);

      int[] quotas = new Annealing(covered, room).quotas();
      int[] best = best(covered, room);

      assertThat(Arrays.stream(quotas).sum()).isLessThanOrEqualTo(room);
      assertThat(least(covered, quotas))
          .as("seed %d", seed)
          .isCloseTo(least(covered, best), within(1e-12));
      assertThat(Arrays.stream(quotas).sum())
          .as("seed %d", seed)
          .isEqualTo(Arrays.stream(best).sum());
      all += least(covered, best) == 1 ? 1 : 0;
    }
    assertThat(all).as("peaks that can be covered").isBetween(10, 50);
  }

  /** By exhaustion: the highest smallest part, and with it the smallest total. */
  private static int[] best(double[][] covered, int room) {
    int[] best = new int[covered.length];
    int[] quotas = new int[covered.length];
    for (int number = 0; number < Math.pow(GRANULES + 1, covered.length); number++) {
      int rest = number;
      for (int job = 0; job < quotas.length; job++) {
        quotas[job] = rest % (GRANULES + 1);
        rest /= GRANULES + 1;
      }
      int total = Arrays.stream(quotas).sum();
      double part = least(covered, quotas);
      double most = least(covered, best);
      boolean isBetter = part > most || part == most && total < Arrays.stream(best).sum();
      if (total <= room && isBetter) {
        best = quotas.clone();
      }
    }
    return best;
  }

  private static double least(double[][] covered, int[] quotas) {
    double least = 1;
    for (int job = 0; job < quotas.length; job++) {
      least = Math.min(least, covered[job][quotas[job]]);
    }
    return least;
  }

  private static double[] linear(double step, int granules) {
    double[] covered = new double[granules + 1];
    Arrays.setAll(covered, granule -> Math.min(1, step * granule));
    return covered;
  }

  private static double[] rising(Random random) {
    double[] covered = new double[GRANULES + 1];
    for (int granule = 1; granule <= GRANULES; granule++) {
      covered[granule] = Math.min(1, covered[granule - 1] + 0.4 * random.nextDouble());
    }
    return covered;
  }
}
