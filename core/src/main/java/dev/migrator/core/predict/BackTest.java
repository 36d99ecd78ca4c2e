package dev.migrator.core.predict;

import dev.migrator.core.model.Forecast;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A back-test: lets a forecaster forecast from many places of a known series, and compares.
 *
 * <p>One forecast of the longest horizon is made at each origin from what lies before it; its slots
 * at the horizons are scored.
 *
 * @param horizons slots ahead, ascending, each at least 1
 * @param firstOrigin slots known at the first origin
 * @param step slots from one origin to the next
 * @param maxOrigins the most origins used
 */
public record BackTest(List<Integer> horizons, int firstOrigin, int step, int maxOrigins) {

  /** Horizons 1, 10, 60 and 200; up to 300 origins, one a minute after the first ten minutes. */
  public static final BackTest DEFAULT = new BackTest(List.of(1, 10, 60, 200), 600, 60, 300);

  public BackTest {
    horizons = List.copyOf(horizons);
    Check.that(!horizons.isEmpty(), "back-test", "horizons", horizons, "at least one");
    int previous = 0;
    for (int horizon : horizons) {
      Check.that(
          horizon > previous, "back-test", "horizon", horizon, "ascending, each at least 1 slot");
      previous = horizon;
    }
    Check.that(firstOrigin >= 0, "back-test", "firstOrigin", firstOrigin, "at least 0");
    Check.that(step >= 1, "back-test", "step", step, "at least 1 slot");
    Check.that(maxOrigins >= 1, "back-test", "maxOrigins", maxOrigins, "at least 1");
  }

  /**
   * Scores a forecaster at the rolling origins that leave room for the longest horizon.
   *
   * @throws IllegalArgumentException if the series is too short for one origin
   */
  public Result run(Forecaster forecaster, double[] series) {
    int[] origins =
        IntStream.iterate(firstOrigin, o -> o <= series.length - longest(), o -> o + step)
            .limit(maxOrigins)
            .toArray();
    return run(forecaster, series, origins);
  }

  /**
   * Scores a forecaster at these origins, in place of the rolling ones.
   *
   * @param origins numbers of slots known, each leaving room for the longest horizon
   * @throws IllegalArgumentException if there is none, or if one leaves too little room
   */
  public Result run(Forecaster forecaster, double[] series, int[] origins) {
    Check.that(
        origins.length > 0,
        "back-test",
        "length of the series",
        series.length,
        "at least %d + %d slots".formatted(firstOrigin, longest()));
    Tally[] tallies = horizons.stream().map(Tally::new).toArray(Tally[]::new);
    for (int origin : origins) {
      Check.that(
          origin >= 0 && origin <= series.length - longest(),
          "back-test",
          "origin",
          origin,
          "a number from 0 to " + (series.length - longest()));
      Forecast forecast = forecaster.forecast(series, origin, longest());
      for (Tally tally : tallies) {
        tally.add(forecast, series, origin);
      }
    }
    return new Result(
        forecaster.name(), origins.length, Arrays.stream(tallies).map(Tally::score).toList());
  }

  private int longest() {
    return horizons.getLast();
  }

  /**
   * What came out.
   *
   * @param forecaster the forecaster's name
   * @param origins number of origins
   * @param scores by horizon, ascending
   */
  public record Result(String forecaster, int origins, List<Score> scores) {
    public Result {
      scores = List.copyOf(scores);
    }

    /**
     * The score at that horizon.
     *
     * @throws IllegalArgumentException if it was not scored
     */
    public Score at(int horizon) {
      return scores.stream()
          .filter(score -> score.horizon() == horizon)
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "back-test: horizon %d was not scored; expected one of %s."
                          .formatted(horizon, scores.stream().map(Score::horizon).toList())));
    }
  }

  /**
   * How well a forecaster did at one horizon. A share of nothing is 0 if nothing was expected, else
   * infinite.
   *
   * @param horizon slots ahead
   * @param wape weighted absolute percentage error of the mean, for the slot at exactly that
   *     horizon: sum over the origins of |mean - actual|, divided by the sum of the actual requests
   * @param totalWape the same for the totals of the slots 1 to the horizon
   * @param pinball mean over levels and origins of the quantiles' pinball loss, for the slot at
   *     exactly that horizon, in requests
   */
  public record Score(int horizon, double wape, double totalWape, double pinball) {}

  /** Adds up the errors at one horizon. */
  private static final class Tally {
    private final int horizon;
    private int losses;
    private double error;
    private double actual;
    private double totalError;
    private double total;
    private double loss;

    Tally(int horizon) {
      this.horizon = horizon;
    }

    void add(Forecast forecast, double[] series, int origin) {
      double arrived = series[origin + horizon - 1];
      error += Math.abs(forecast.mean()[horizon - 1] - arrived);
      actual += arrived;
      double arrivedInAll = sum(series, origin);
      totalError += Math.abs(sum(forecast.mean(), 0) - arrivedInAll);
      total += arrivedInAll;
      for (int l = 0; l < forecast.levels().size(); l++) {
        double quantile = forecast.quantiles()[l][horizon - 1];
        loss += Pinball.loss(forecast.levels().get(l), quantile, arrived);
        losses++;
      }
    }

    Score score() {
      return new Score(
          horizon, share(error, actual), share(totalError, total), losses == 0 ? 0 : loss / losses);
    }

    private double sum(double[] values, int from) {
      double sum = 0;
      for (int i = from; i < from + horizon; i++) {
        sum += values[i];
      }
      return sum;
    }

    private static double share(double part, double whole) {
      return part == 0 ? 0 : part / whole;
    }
  }
}
