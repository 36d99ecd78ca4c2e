package dev.migrator.core.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.model.Forecast;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.Snapshot;
import dev.migrator.core.plan.Reason;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A forecast of 100 requests, 80 to 120 of them with 90 %, in each slot. */
class DeviationsTest {
  private static final int SLOTS = 20;

  @Test
  void noticesALevelThatHasShifted() {
    assertThat(reasons(100, 100, 125, 125, 125, 125, 125)).contains(Reason.FORECAST_MISSED);
    assertThat(reasons(100, 100, 75, 75, 75, 75, 75)).contains(Reason.FORECAST_MISSED);
  }

  @Test
  void letsALoneSpikePass() {
    assertThat(reasons(100, 100, 100, 100, 100, 180)).isEmpty();
  }

  @Test
  void doesNotJudgeByLessThanThreeSlots() {
    assertThat(reasons(500, 500)).isEmpty();
    assertThat(reasons(500, 500, 500)).contains(Reason.FORECAST_MISSED);
  }

  @Test
  void looksOnlyAtTheLastFiveSlots() {
    assertThat(reasons(900, 100, 100, 100, 100, 100)).isEmpty();
  }

  @Test
  void staysCalmWhenTheTruthIsTheForecast() {
    double[] truth = {3, 5, 0, 2, 8, 1};
    Forecast exact = new Forecast(truth, List.of(0.05, 0.95), new double[][] {truth, truth});
    assertThat(reasons(exact, truth)).isEmpty();
  }

  private static Set<Reason> reasons(double... arrived) {
    return reasons(forecast(), arrived);
  }

  private static Set<Reason> reasons(Forecast forecast, double... arrived) {
    History history = new History(new double[] {1, 2, 3});
    Arrays.stream(arrived).forEach(history::add);
    Deviations deviations =
        new Deviations(
            new Plan("test", SLOTS, List.of(), 0, 0),
            arrived.length,
            Map.of("a", forecast),
            new Snapshot(arrived.length, List.of(), List.of()),
            Set.of());
    return deviations.reasons(Map.of("a", history), List.of(), Duration.ofSeconds(1));
  }

  private static Forecast forecast() {
    return new Forecast(
        row(100), List.of(0.05, 0.5, 0.95), new double[][] {row(80), row(100), row(120)});
  }

  private static double[] row(double value) {
    double[] row = new double[SLOTS];
    Arrays.fill(row, value);
    return row;
  }
}
