package dev.migrator.core.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.migrator.core.model.Forecast;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every forecaster promises. */
class ForecasterContractTest {
  private static final int HISTORIES = 60;

  static Stream<Forecaster> forecasters() {
    return Forecasters.names().stream().map(Forecasters::named);
  }

  @ParameterizedTest
  @MethodSource("forecasters")
  void neverNegativeNeverNanAscendingAndOfTheLengthAsked(Forecaster forecaster) {
    for (int seed = 0; seed < HISTORIES; seed++) {
      Random random = new Random(seed);
      double[] history = Series.random(random);
      int horizon = 1 + random.nextInt(250);
      Forecast forecast = forecaster.forecast(history, horizon);
      String where = "seed %d, %d slots, horizon %d".formatted(seed, history.length, horizon);
      assertThat(forecast.horizon()).as(where).isEqualTo(horizon);
      assertThat(forecast.levels()).isEqualTo(Forecasters.LEVELS);
      assertSound(forecast, where);
    }
  }

  @ParameterizedTest
  @MethodSource("forecasters")
  void expectsNoMoreThanTwiceWhatWasEverSeen(Forecaster forecaster) {
    for (int seed = 0; seed < HISTORIES; seed++) {
      double[] history = Series.random(new Random(seed));
      double most = Arrays.stream(history).max().orElse(0);
      double[] mean = forecaster.forecast(history, 100).mean();
      assertThat(Arrays.stream(mean).max().orElseThrow())
          .as("seed %d", seed)
          .isLessThanOrEqualTo(2 * most + 1e-9);
    }
  }

  @ParameterizedTest
  @MethodSource("forecasters")
  void answersForEmptyShortAndSilentHistories(Forecaster forecaster) {
    for (int slots = 0; slots <= 40; slots++) {
      Forecast silent = forecaster.forecast(new double[slots], 50);
      assertThat(silent.mean()).as("%d slots", slots).containsOnly(0.0);
      for (double[] quantile : silent.quantiles()) {
        assertThat(quantile).as("%d slots", slots).containsOnly(0.0);
      }
      assertSound(forecaster.forecast(Series.of(slots, i -> i * i), 50), slots + " slots");
    }
    assertThat(forecaster.forecast(new double[1_000], 50).mean()).containsOnly(0.0);
  }

  @ParameterizedTest
  @MethodSource("forecasters")
  void continuesAConstant(Forecaster forecaster) {
    for (int slots : new int[] {1, 4, 20, 31, 32, 100, 1_000}) {
      double[] mean = forecaster.forecast(Series.of(slots, i -> 12), 30).mean();
      assertThat(Arrays.stream(mean).boxed())
          .as("%d slots", slots)
          .allMatch(count -> Math.abs(count - 12) < 1e-3);
    }
  }

  @ParameterizedTest
  @MethodSource("forecasters")
  void knowsNothingOfWhatLiesBeyondTheHistory(Forecaster forecaster) {
    for (int seed = 0; seed < HISTORIES / 4; seed++) {
      Random random = new Random(seed);
      double[] series = Series.poisson(random, 900, 20);
      double[] other = series.clone();
      Arrays.fill(other, 600, 900, 1e6);
      assertSame(forecaster.forecast(series, 600, 60), forecaster.forecast(other, 600, 60));
      assertSame(
          forecaster.forecast(series, 600, 60),
          forecaster.forecast(Arrays.copyOf(series, 600), 60));
    }
  }

  @ParameterizedTest
  @MethodSource("forecasters")
  void looksAtNoMoreThanTheRecentHistory(Forecaster forecaster) {
    double[] recent = Series.poisson(new Random(5), Forecaster.HISTORY_SLOTS, 3);
    double[] longer = new double[recent.length + 500];
    Arrays.fill(longer, 1e4);
    System.arraycopy(recent, 0, longer, 500, recent.length);
    assertSame(forecaster.forecast(longer, 20), forecaster.forecast(recent, 20));
  }

  @ParameterizedTest
  @MethodSource("forecasters")
  void leavesTheHistoryAsItIs(Forecaster forecaster) {
    double[] history = Series.poisson(new Random(1), 500, 8);
    double[] copy = history.clone();
    forecaster.forecast(history, 40);
    assertThat(history).isEqualTo(copy);
  }

  @ParameterizedTest
  @MethodSource("forecasters")
  void refusesBadInput(Forecaster forecaster) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> forecaster.forecast(new double[3], 0))
        .withMessageContainingAll(forecaster.name(), "horizon is 0", "at least 1");
    for (double bad : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> forecaster.forecast(new double[] {1, bad}, 5))
          .withMessageContainingAll(forecaster.name(), "slot 1 is " + bad, "Maybe");
    }
  }

  private static void assertSound(Forecast forecast, String where) {
    double[] below = new double[forecast.horizon()];
    for (double[] quantile : forecast.quantiles()) {
      for (int step = 0; step < quantile.length; step++) {
        assertThat(quantile[step]).as(where).isFinite().isGreaterThanOrEqualTo(below[step]);
      }
      below = quantile;
    }
    for (double mean : forecast.mean()) {
      assertThat(mean).as(where).isFinite().isNotNegative();
    }
  }

  private static void assertSame(Forecast one, Forecast other) {
    assertThat(one.mean()).isEqualTo(other.mean());
    assertThat(one.levels()).isEqualTo(List.copyOf(other.levels()));
    assertThat(one.quantiles()).isDeepEqualTo(other.quantiles());
  }
}
