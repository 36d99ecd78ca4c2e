package dev.migrator.core.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.model.Forecast;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ForecastersTest {
  private static final List<Double> LEVELS = Forecasters.LEVELS;

  @Test
  void findsEachByItsName() {
    assertThat(Forecasters.names())
        .containsExactly(
            "automatic",
            "last-value",
            "moving-average",
            "seasonal-naive",
            "holt",
            "autoregressive",
            "multi-scale");
    for (String name : Forecasters.names()) {
      assertThat(Forecasters.named(name).name()).isEqualTo(name);
    }
  }

  @Test
  void namesAllWhenAskedForAnUnknownOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Forecasters.named("oracle"))
        .withMessageContaining("oracle")
        .withMessageContaining(String.join(", ", Forecasters.names()));
  }

  @Test
  void refusesLevelsOutOfOrder() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Forecasters.holt(List.of(0.5, 0.2)))
        .withMessageContaining("level is 0.2; expected ascending");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Forecasters.lastValue(List.of(1.0)))
        .withMessageContaining("level is 1.0");
  }

  @Test
  void lastValueGoesOn() {
    assertThat(mean(Forecasters.lastValue(LEVELS), new double[] {3, 9, 4}, 3))
        .containsExactly(4, 4, 4);
  }

  @Test
  void movingAverageIsTheMeanOfTheLastSlots() {
    assertThat(mean(Forecasters.movingAverage(2, LEVELS), new double[] {30, 9, 4}, 2))
        .containsExactly(6.5, 6.5);
    assertThat(mean(Forecasters.movingAverage(9, LEVELS), new double[] {2, 9, 4}, 1))
        .containsExactly(5);
  }

  @Test
  void seasonalNaiveRepeatsTheGivenPeriod() {
    assertThat(mean(Forecasters.seasonalNaive(3, LEVELS), new double[] {7, 1, 2, 3}, 5))
        .containsExactly(1, 2, 3, 1, 2);
    assertThat(mean(Forecasters.seasonalNaive(5, LEVELS), new double[] {7, 1, 2, 3}, 2))
        .as("less than a period is known")
        .containsExactly(3, 3);
  }

  @Test
  void seasonalNaiveFindsThePeriodAndContinuesASine() {
    double[] series = Series.of(700, slot -> 50 + 40 * Math.sin(2 * Math.PI * slot / 120));
    double[] mean = Forecasters.seasonalNaive(LEVELS).forecast(series, 500, 200).mean();
    for (int step = 0; step < 200; step++) {
      assertThat(mean[step]).as("step %d", step).isCloseTo(series[500 + step], within(1e-9));
    }
  }

  @Test
  void periodSurvivesNoiseAndIsAbsentFromPureNoise() {
    Random random = new Random(3);
    double[] noisy =
        Series.of(1_500, slot -> Series.poisson(random, 30 + 25 * Math.sin(slot * 0.1)));
    assertThat(Period.of(noisy, noisy.length).orElseThrow()).isBetween(61, 65);
    assertThat(Period.of(Series.poisson(random, 1_500, 30), 1_500)).isEmpty();
    assertThat(Period.of(new double[0], 0)).isEmpty();
  }

  @Test
  void holtContinuesARamp() {
    double[] mean = mean(Forecasters.holt(LEVELS), Series.of(300, slot -> 100 + 2 * slot), 30);
    for (int step = 0; step < mean.length; step++) {
      assertThat(mean[step]).isCloseTo(100 + 2 * (300 + step), within(3.0));
    }
  }

  @Test
  void holtSmoothsNoiseAway() {
    double[] mean = mean(Forecasters.holt(LEVELS), Series.poisson(new Random(8), 900, 100), 100);
    assertThat(Arrays.stream(mean).boxed()).allMatch(count -> Math.abs(count - 100) < 5);
  }

  @Test
  void autoregressionRecoversItsCoefficient() {
    Random random = new Random(17);
    double[] roots = new double[3_000];
    for (int i = 1; i < roots.length; i++) {
      roots[i] = 2 + 0.8 * roots[i - 1] + random.nextGaussian();
    }
    Autoregressive.Coefficients fitted = Autoregressive.fitted(roots, 500, 3_000);
    assertThat(fitted.terms()[1]).isCloseTo(0.8, within(0.05));
    assertThat(fitted.variance()).isCloseTo(1, within(0.08));
    assertThat(fitted.order()).isLessThanOrEqualTo(4);
  }

  @Test
  void autoregressionThatExplodesIsNotTaken() {
    double[] growing = Series.of(200, slot -> Math.pow(1.2, slot));
    Autoregressive.Coefficients fitted = Autoregressive.fitted(growing, 0, 200);
    assertThat(fitted.isStable()).isTrue();
    assertThat(new Autoregressive.Coefficients(new double[] {0, 1.2}, 1).isStable()).isFalse();
  }

  @Test
  void autoregressionReturnsToTheMeanNotToTheMedian() {
    Random random = new Random(4);
    double[] history =
        Series.of(3_000, slot -> random.nextInt(10) == 0 ? Series.poisson(random, 40) : 0);
    assertThat(mean(Forecasters.autoregressive(LEVELS), history, 50)[49])
        .isCloseTo(Series.sum(history) / 3_000, within(0.4));
  }

  @Test
  void multiScaleTrustsTheLastSlotsForNearAndTheLongMeanForFarHorizons() {
    Random random = new Random(6);
    double[] rate = new double[4_000];
    for (int i = 1; i < rate.length; i++) {
      rate[i] = 0.97 * rate[i - 1] + 12 * random.nextGaussian();
    }
    Arrays.fill(rate, 3_980, 4_000, 150);
    double[] history = Series.of(4_000, slot -> Math.max(0, 300 + rate[slot]));
    double[] mean = mean(Forecasters.multiScale(LEVELS), history, 200);
    assertThat(mean[0]).isCloseTo(450, within(20.0));
    assertThat(mean[199]).isCloseTo(300, within(40.0));
  }

  @Test
  void quantilesOfPoissonCountsAreExceededAsOftenAsTheySay() {
    for (double rate : new double[] {5, 60}) {
      for (String name : List.of("moving-average", "holt", "autoregressive", "multi-scale")) {
        assertCoverage(Forecasters.named(name), rate);
      }
      assertCoverage(Forecasters.named("automatic"), rate);
    }
  }

  @Test
  void automaticIsNearTheBestOfEachKind() {
    Random random = new Random(21);
    double[] waves =
        Series.of(3_000, slot -> Series.poisson(random, 80 + 70 * Math.sin(slot / 25.0)));
    double[] walk = new double[3_000];
    walk[0] = 400;
    for (int i = 1; i < walk.length; i++) {
      walk[i] = Math.max(0, walk[i - 1] + 10 * random.nextGaussian());
    }
    for (double[] series : List.of(waves, walk, Series.poisson(random, 3_000, 9))) {
      assertNearTheBest(series);
    }
  }

  /** By 40 origins and 20 slots; counts are whole, so a quantile is hit in some of them. */
  private static void assertCoverage(Forecaster forecaster, double rate) {
    double[] series = Series.poisson(new Random(99), 3_200, rate);
    int[] below = new int[LEVELS.size()];
    int[] notAbove = new int[LEVELS.size()];
    for (int origin = 1_200; origin < 3_200; origin += 50) {
      Forecast forecast = forecaster.forecast(series, origin, 20);
      for (int step = 0; step < 20; step++) {
        for (int l = 0; l < below.length; l++) {
          double quantile = forecast.quantiles()[l][step];
          below[l] += series[origin + step] < quantile ? 1 : 0;
          notAbove[l] += series[origin + step] <= quantile + 0.5 ? 1 : 0;
        }
      }
    }
    for (int l = 0; l < below.length; l++) {
      assertThat(LEVELS.get(l))
          .as("%s at rate %s", forecaster.name(), rate)
          .isBetween(below[l] / 800.0 - 0.06, notAbove[l] / 800.0 + 0.06);
    }
  }

  private static void assertNearTheBest(double[] series) {
    BackTest test = new BackTest(List.of(1, 10, 60), 1_500, 100, 14);
    BackTest.Result automatic = test.run(Forecasters.named("automatic"), series);
    for (BackTest.Score score : automatic.scores()) {
      double best = Double.POSITIVE_INFINITY;
      for (String name : Forecasters.names()) {
        if (!name.equals("automatic")) {
          best =
              Math.min(
                  best, test.run(Forecasters.named(name), series).at(score.horizon()).pinball());
        }
      }
      assertThat(score.pinball()).as("horizon %d", score.horizon()).isLessThan(1.25 * best);
    }
  }

  private static double[] mean(Forecaster forecaster, double[] history, int horizon) {
    return forecaster.forecast(history, horizon).mean();
  }
}
