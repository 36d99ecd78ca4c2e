package dev.migrator.core.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.model.Forecast;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackTestTest {
  private static final BackTest SMALL = new BackTest(List.of(1, 3), 2, 2, 2);

  @Test
  void scoresAWorkedExample() {
    // Origins 2 and 4: the last values 4 and 2 are expected, and 6, 2, 5 and 5, 1, 3 arrive.
    double[] series = {9, 4, 6, 2, 5, 1, 3};
    BackTest.Result result = SMALL.run(new Flat(List.of(0.5)), series);
    assertThat(result.origins()).isEqualTo(2);
    assertThat(result.at(1).wape()).isCloseTo((2 + 3) / 11.0, within(1e-12));
    assertThat(result.at(1).pinball()).isCloseTo(0.5 * (2 + 3) / 2, within(1e-12));
    assertThat(result.at(3).wape()).isCloseTo((1 + 1) / 8.0, within(1e-12));
    assertThat(result.at(3).totalWape()).isCloseTo((1 + 3) / 22.0, within(1e-12));
  }

  @Test
  void pinballLossPrefersTheTrueQuantile() {
    assertThat(Pinball.loss(0.9, 10, 14)).isCloseTo(3.6, within(1e-12));
    assertThat(Pinball.loss(0.9, 10, 6)).isCloseTo(0.4, within(1e-12));
  }

  @Test
  void handsOnlyThePastToTheForecaster() {
    List<Integer> lengths = new ArrayList<>();
    Forecaster spy =
        new Forecaster() {
          @Override
          public String name() {
            return "spy";
          }

          @Override
          public Forecast forecast(double[] history, int horizon) {
            lengths.add(history.length);
            assertThat(horizon).isEqualTo(3);
            return new Forecast(new double[horizon], List.of(), new double[0][]);
          }
        };
    SMALL.run(spy, new double[20]);
    assertThat(lengths).containsExactly(2, 4);
  }

  @Test
  void theClairvoyantIsNeverWrong() {
    double[] series = Series.poisson(new Random(2), 2_000, 7);
    for (BackTest.Score score : BackTest.DEFAULT.run(new Clairvoyant(series), series).scores()) {
      assertThat(score).isEqualTo(new BackTest.Score(score.horizon(), 0, 0, 0));
    }
  }

  @Test
  void theClairvoyantExpectsNothingAfterTheEnd() {
    Clairvoyant clairvoyant = new Clairvoyant(new double[] {1, 2, 3});
    assertThat(clairvoyant.forecast(new double[1], 4).mean()).containsExactly(2, 3, 0, 0);
    assertThat(clairvoyant.forecast(new double[9], 2).mean()).containsExactly(0, 0);
    assertThat(clairvoyant.forecast(new double[0], 1).quantiles()[4]).containsExactly(1);
  }

  @Test
  void theNoisyClairvoyantIsAsWrongAsAsked() {
    double[] series = Series.poisson(new Random(2), 60_000, 40);
    for (double error : new double[] {0, 0.05, 0.2, 0.5, 1}) {
      Forecaster noisy = new NoisyClairvoyant(series, error, 11);
      BackTest.Score score = new BackTest(List.of(1, 10), 100, 10, 5_000).run(noisy, series).at(10);
      assertThat(score.wape()).isCloseTo(error, within(0.01 + 0.1 * error));
    }
  }

  @Test
  void theNoisyClairvoyantRepeatsItselfBySeed() {
    double[] series = Series.poisson(new Random(2), 300, 40);
    double[] mean = new NoisyClairvoyant(series, 0.3, 5).forecast(series, 100, 50).mean();
    assertThat(new NoisyClairvoyant(series, 0.3, 5).forecast(series, 100, 50).mean())
        .isEqualTo(mean);
    assertThat(new NoisyClairvoyant(series, 0.3, 6).forecast(series, 100, 50).mean())
        .isNotEqualTo(mean);
  }

  @Test
  void theNoisyClairvoyantKnowsHowWrongItIs() {
    double[] series = Series.of(40_000, slot -> 100);
    Forecast forecast = new NoisyClairvoyant(series, 0.3, 5).forecast(series, 0, 40_000);
    for (int l = 0; l < forecast.levels().size(); l++) {
      long covered = Arrays.stream(forecast.quantiles()[l]).filter(q -> q >= 100).count();
      assertThat(covered / 40_000.0).isCloseTo(forecast.levels().get(l), within(0.03));
    }
  }

  @Test
  void refusesWhatCannotBeTested() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SMALL.run(new Flat(List.of()), new double[4]))
        .withMessageContainingAll("length of the series is 4", "at least 2 + 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SMALL.run(new Flat(List.of()), new double[9], new int[] {7}))
        .withMessageContaining("origin is 7");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BackTest(List.of(10, 1), 2, 2, 2))
        .withMessageContaining("ascending");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NoisyClairvoyant(new double[3], 2, 1))
        .withMessageContaining("error is 2.0");
  }

  /** The last value, at every level. */
  private record Flat(List<Double> levels) implements Forecaster {
    @Override
    public String name() {
      return "flat";
    }

    @Override
    public Forecast forecast(double[] history, int horizon) {
      double[] mean = new double[horizon];
      Arrays.fill(mean, history[history.length - 1]);
      double[][] quantiles = new double[levels.size()][];
      Arrays.fill(quantiles, mean);
      return new Forecast(mean, levels, quantiles);
    }
  }
}
