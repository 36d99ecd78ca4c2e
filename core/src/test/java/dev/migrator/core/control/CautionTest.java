package dev.migrator.core.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.model.Demand;
import dev.migrator.core.model.Forecast;
import dev.migrator.core.model.RetrainingChoice;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CautionTest {
  private static final Forecast FORECAST =
      new Forecast(new double[] {10}, List.of(0.25, 0.75), new double[][] {{5}, {15}});
  private static final List<RetrainingChoice> CHOICES =
      List.of(choice("short", 10, 0.80), choice("middle", 20, 0.84), choice("long", 60, 0.88));

  @Test
  void plansForTheMeanAndTheEstimatesUnlessTold() {
    Demand demand = Caution.NONE.demand(FORECAST);

    assertThat(demand.levels()).isDeepEqualTo(new double[][] {{10}});
    assertThat(Caution.NONE.choices(CHOICES, 0.7)).isEqualTo(CHOICES);
  }

  @Test
  void weighsTheWorstArrivalsUnderRisk() {
    assertThat(new Caution(4, 0, 0.25, 0, 0).demand(FORECAST).mean(0)).isEqualTo(10, within(1e-9));
    assertThat(new Caution(4, 1, 0.25, 0, 0).demand(FORECAST).mean(0))
        .isEqualTo(17.5, within(1e-9));
  }

  @Test
  void plansDurationsAtTheirMeanOrUnderRiskTowardTheirLongest() {
    double[] factors = new double[1_000_000];
    Random random = new Random(1);
    Arrays.setAll(factors, _ -> Math.exp(0.4 * random.nextGaussian()));
    Arrays.sort(factors);
    double mean = Arrays.stream(factors).average().orElseThrow();
    double longest = Arrays.stream(factors).skip(800_000).average().orElseThrow();

    assertThat(new Caution(1, 0, 0.2, 0.4, 0).durationFactor()).isEqualTo(mean, within(0.003));
    assertThat(new Caution(1, 1, 0.2, 0.4, 0).durationFactor()).isEqualTo(longest, within(0.003));
    assertThat(new Caution(1, 0.5, 0.2, 0.4, 0).durationFactor())
        .isEqualTo((mean + longest) / 2, within(0.003));
    assertThat(new Caution(1, 0.5, 1, 0.4, 0).durationFactor()).isEqualTo(mean, within(0.003));
  }

  @Test
  void plansDurationsThatAreCertainAsTheyAre() {
    assertThat(new Caution(1, 0.5, 0.2, 0, 0).durationFactor()).isEqualTo(1, within(1e-12));
  }

  @Test
  void takesGainsTowardTheirMeanByTheirError() {
    // Gains 0.10, 0.14, 0.18: squared deviations 0.0032, squared errors 0.01 · 0.062.
    double kept = 1 - 0.1 * 0.1 * 0.062 * 2 / (3 * 0.0032);
    List<RetrainingChoice> choices = new Caution(1, 0, 0.1, 0, 0.1).choices(CHOICES, 0.7);

    assertThat(choices.get(0).accuracyAfter()).isEqualTo(0.84 - kept * 0.04, within(1e-12));
    assertThat(choices.get(1).accuracyAfter()).isEqualTo(0.84, within(1e-12));
    assertThat(choices.get(2).accuracyAfter()).isEqualTo(0.84 + kept * 0.04, within(1e-12));
  }

  @Test
  void expectsTheMeanGainOfAllWhereErrorsExplainEveryDifference() {
    assertThat(new Caution(1, 0, 0.1, 0, 2).choices(CHOICES, 0.7))
        .allSatisfy(c -> assertThat(c.accuracyAfter()).isEqualTo(0.84, within(1e-12)));
  }

  /** The point of it: true gains, measured with errors; of those the highest expected is taken. */
  @Test
  void promisesLessThanTheBestMeasurementAndNearerToTheTruth() {
    Random random = new Random(9);
    Caution caution = new Caution(1, 0, 0.1, 0, 0.3);
    double naive = 0;
    double expected = 0;
    for (int trial = 0; trial < 5_000; trial++) {
      double[] truth = random.doubles(4).map(_ -> 0.15 + 0.03 * random.nextGaussian()).toArray();
      List<RetrainingChoice> measured =
          Arrays.stream(truth)
              .mapToObj(t -> choice("c", 9, 0.5 + t * (1 + 0.3 * random.nextGaussian())))
              .toList();
      List<RetrainingChoice> shrunk = caution.choices(measured, 0.5);
      int best = best(measured);
      naive += measured.get(best).accuracyAfter() - 0.5 - truth[best];
      expected += shrunk.get(best(shrunk)).accuracyAfter() - 0.5 - truth[best(shrunk)];
    }
    assertThat(naive / 5_000).isGreaterThan(0.03);
    assertThat(Math.abs(expected)).isLessThan(0.6 * naive);
  }

  @Test
  void leavesASingleChoiceAsItIs() {
    List<RetrainingChoice> one = List.of(choice("only", 10, 0.9));

    assertThat(new Caution(1, 0, 0.1, 0, 0.5).choices(one, 0.7)).isEqualTo(one);
    assertThat(new Caution(1, 0, 0.1, 0, 0.5).choices(List.of(), 0.7)).isEmpty();
  }

  @Test
  void refusesWhatIsOutOfRange() {
    assertThatThrownBy(() -> new Caution(0, 0, 0.1, 0, 0))
        .hasMessage("caution: levels is 0; expected at least 1.");
    assertThatThrownBy(() -> new Caution(1, 1.5, 0.1, 0, 0))
        .hasMessage("caution: risk is 1.5; expected a number from 0 to 1.");
    assertThatThrownBy(() -> new Caution(1, 0, 0, 0, 0))
        .hasMessage("caution: tail is 0.0; expected a number above 0 and up to 1.");
    assertThatThrownBy(() -> new Caution(1, 0, 0.1, -1, 0))
        .hasMessage("caution: durationError is -1.0; expected a number of at least 0.");
    assertThatThrownBy(() -> new Caution(1, 0, 0.1, 0, Double.NaN))
        .hasMessage("caution: gainError is NaN; expected a number of at least 0.");
  }

  private static int best(List<RetrainingChoice> choices) {
    int best = 0;
    for (int i = 1; i < choices.size(); i++) {
      best = choices.get(i).accuracyAfter() > choices.get(best).accuracyAfter() ? i : best;
    }
    return best;
  }

  private static RetrainingChoice choice(String name, int seconds, double after) {
    return new RetrainingChoice(name, Duration.ofSeconds(seconds), after);
  }
}
