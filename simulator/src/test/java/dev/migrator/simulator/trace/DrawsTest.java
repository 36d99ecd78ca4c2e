package dev.migrator.simulator.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DrawsTest {
  private static final int DRAWS = 200_000;

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 3, 9.9, 10, 64, 1_000, 1e6})
  void poissonHasItsMeanAndVariance(double mean) {
    Draws draws = new Draws(new SplittableRandom(1));

    check(() -> draws.poisson(mean), mean, mean);
  }

  @ParameterizedTest
  @CsvSource({"1,0.3", "50,0.1", "50,0.9", "100,0.5", "1000,0.02", "1000000,0.016", "7,0.5"})
  void binomialHasItsMeanAndVariance(long trials, double success) {
    Draws draws = new Draws(new SplittableRandom(2));

    check(
        () -> draws.binomial(trials, success), trials * success, trials * success * (1 - success));
  }

  @ParameterizedTest
  @ValueSource(doubles = {12, 30})
  void poissonHasItsProbabilities(double mean) {
    Draws draws = new Draws(new SplittableRandom(3));
    int[] seen = new int[200];
    for (int i = 0; i < DRAWS; i++) {
      seen[(int) draws.poisson(mean)]++;
    }

    double probability = Math.exp(-mean);
    for (int k = 0; k < 60; k++) {
      double deviation = Math.sqrt(DRAWS * probability) + 1;
      assertThat((double) seen[k])
          .as("draws of %d", k)
          .isCloseTo(DRAWS * probability, within(4.5 * deviation));
      probability *= mean / (k + 1);
    }
  }

  @Test
  void certainThingsAreCertain() {
    Draws draws = new Draws(new SplittableRandom(4));

    assertThat(draws.poisson(0)).isZero();
    assertThat(draws.binomial(0, 0.4)).isZero();
    assertThat(draws.binomial(5, 0)).isZero();
    assertThat(draws.binomial(5, 1)).isEqualTo(5);
  }

  private static void check(LongSupplier draw, double mean, double variance) {
    long[] drawn = LongStream.generate(draw).limit(DRAWS).toArray();
    double average = LongStream.of(drawn).average().orElseThrow();
    double squares =
        LongStream.of(drawn).mapToDouble(d -> (d - average) * (d - average)).sum() / DRAWS;

    assertThat(average).isCloseTo(mean, within(4.5 * Math.sqrt(variance / DRAWS)));
    assertThat(squares / variance).isCloseTo(1, within(0.03));
  }
}
