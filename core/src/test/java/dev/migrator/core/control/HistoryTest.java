package dev.migrator.core.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.predict.Clairvoyant;
import dev.migrator.core.predict.Forecaster;
import dev.migrator.core.predict.Forecasters;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private static final int LONG = 5 * Forecaster.HISTORY_SLOTS + 17;

  @Test
  void holdsNoMoreHoweverLongItGets() {
    History history = grown(LONG);
    assertThat(history.counts()).hasSizeLessThanOrEqualTo(2 * Forecaster.HISTORY_SLOTS);
    assertThat(history.total()).isEqualTo(LONG);
    double[] last =
        Arrays.copyOfRange(
            history.counts(), history.length() - Forecaster.HISTORY_SLOTS, history.length());
    assertThat(last)
        .isEqualTo(
            IntStream.range(LONG - Forecaster.HISTORY_SLOTS, LONG).asDoubleStream().toArray());
  }

  @Test
  void forecastsAreThoseOfTheWholeHistory() {
    History history = grown(LONG);
    double[] whole = IntStream.range(0, LONG).asDoubleStream().toArray();
    Forecaster holt = Forecasters.named("holt");
    assertThat(holt.forecast(history.total(), history.counts(), history.length(), 5).mean())
        .isEqualTo(holt.forecast(whole, 5).mean());
  }

  @Test
  void whatKnowsTheFutureFindsItsPlaceInIt() {
    double[] truth = IntStream.range(0, LONG + 3).asDoubleStream().toArray();
    History history = grown(LONG);
    assertThat(
            new Clairvoyant(truth)
                .forecast(history.total(), history.counts(), history.length(), 3)
                .mean())
        .containsExactly(LONG, LONG + 1.0, LONG + 2.0);
  }

  @Test
  void takesTheEndOfWhatWasBefore() {
    double[] before = IntStream.range(0, LONG).asDoubleStream().toArray();
    History history = new History(before);
    assertThat(history.length()).isEqualTo(Forecaster.HISTORY_SLOTS);
    assertThat(history.counts()[history.length() - 1]).isEqualTo(LONG - 1.0);
    assertThat(history.total()).isEqualTo(LONG);
  }

  private static History grown(int slots) {
    History history = new History(new double[0]);
    IntStream.range(0, slots).forEach(history::add);
    return history;
  }
}
