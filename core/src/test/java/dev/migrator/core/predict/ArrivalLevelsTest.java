package dev.migrator.core.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.model.Demand;
import dev.migrator.core.model.Forecast;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ArrivalLevelsTest {
  @Test
  void cutsTheQuantileFunctionIntoEqualPartsAndAddsWhatTheMeanHasBeyondThem() {
    Demand demand = ArrivalLevels.of(forecast(11, 4, 10, 16), 2);

    assertThat(demand.shares()).containsExactly(0.5, 0.5);
    assertThat(demand.levels()[0][0]).isEqualTo(5, within(1e-9));
    assertThat(demand.levels()[1][0]).isEqualTo(17, within(1e-9));
  }

  @Test
  void expectsNoLessThanTheMeanAndAscendsForEveryForecaster() {
    Random random = new Random(3);
    for (int trial = 0; trial < 40; trial++) {
      double[] history = Series.random(random);
      for (String name : Forecasters.names()) {
        Forecast forecast = Forecasters.named(name).forecast(history, 30);
        int levels = 2 + random.nextInt(12);
        Demand demand = ArrivalLevels.of(forecast, levels);

        assertThat(demand.levels()).hasDimensions(levels, 30);
        for (int slot = 0; slot < 30; slot++) {
          String at = "%s, trial %d, slot %d".formatted(name, trial, slot);
          double mean = forecast.mean()[slot];
          assertThat(demand.mean(slot)).as(at).isGreaterThan(mean - 1e-9 * (1 + mean));
          for (int k = 1; k < levels; k++) {
            assertThat(demand.levels()[k][slot])
                .as(at)
                .isGreaterThanOrEqualTo(demand.levels()[k - 1][slot]);
          }
        }
      }
    }
  }

  @Test
  void servesWhatPoissonArrivalsWouldOnAverage() {
    double[] history = Series.poisson(new Random(11), 3_000, 50);
    Demand demand = ArrivalLevels.of(Forecasters.named("automatic").forecast(history, 10), 10);

    for (double capacity : new double[] {40, 45, 50, 55, 60}) {
      double served = 0;
      for (double count : history) {
        served += Math.min(count, capacity) / history.length;
      }
      assertThat(demand.served(5, capacity))
          .as("capacity %s", capacity)
          .isCloseTo(served, within(0.6));
    }
    assertThat(Demand.certain(new double[] {50}).served(0, 50))
        .isGreaterThan(demand.served(5, 50) + 2);
  }

  @Test
  void expectsRareBurstsInTheHighestLevelAlone() {
    Demand demand = ArrivalLevels.of(forecast(2, 0, 0, 0), 4);

    assertThat(demand.levels()).isDeepEqualTo(new double[][] {{0}, {0}, {0}, {8}});
  }

  @Test
  void believesQuantilesThatSayMoreThanTheMean() {
    assertThat(ArrivalLevels.of(forecast(7, 4, 10, 16), 2).mean(0)).isEqualTo(10, within(1e-9));
  }

  @Test
  void expectsExactlyWhatIsKnownForSure() {
    double[] truth = {3, 0, 744};
    Demand demand = ArrivalLevels.of(new Clairvoyant(truth).forecast(truth, 0, 3), 4);

    assertThat(demand.averse(0.5, 0.1).mean(2)).isEqualTo(744, within(1e-9));
    for (int slot = 0; slot < 3; slot++) {
      assertThat(demand.most(slot)).isEqualTo(truth[slot], within(1e-9));
      assertThat(demand.mean(slot)).isEqualTo(truth[slot], within(1e-9));
    }
  }

  @Test
  void expectsNothingWhereNothingIsForecast() {
    assertThat(ArrivalLevels.of(forecast(0, 0, 0, 0), 3).most(0)).isZero();
  }

  @Test
  void expectsTheMeanAloneIfAskedToOrWithoutQuantiles() {
    Forecast bare = new Forecast(new double[] {7}, List.of(), new double[0][]);

    assertThat(ArrivalLevels.of(forecast(11, 4, 10, 16), 1).isUncertain()).isFalse();
    assertThat(ArrivalLevels.of(bare, 5).levels()).isDeepEqualTo(new double[][] {{7}});
  }

  @Test
  void takesASingleQuantileForAllAndAddsWhatIsMissing() {
    Forecast forecast = new Forecast(new double[] {6}, List.of(0.5), new double[][] {{5}});

    assertThat(ArrivalLevels.of(forecast, 2).levels()).isDeepEqualTo(new double[][] {{5}, {7}});
  }

  @Test
  void keepsQuantilesThatCrossFromFalling() {
    Demand demand = ArrivalLevels.of(forecast(9, 12, 10, 9), 3);

    assertThat(demand.levels()[0][0]).isLessThanOrEqualTo(demand.levels()[2][0]);
    assertThat(demand.mean(0)).isEqualTo(12, within(1e-9));
  }

  @Test
  void refusesNoLevels() {
    assertThatThrownBy(() -> ArrivalLevels.of(forecast(1, 0, 1, 2), 0))
        .hasMessage("demand: levels is 0; expected at least 1.");
  }

  private static Forecast forecast(double mean, double low, double middle, double high) {
    return new Forecast(
        new double[] {mean}, List.of(0.2, 0.5, 0.8), new double[][] {{low}, {middle}, {high}});
  }
}
