package dev.migrator.core.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.migrator.core.model.Forecast;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** On real traces, where they are at hand. */
class RealTraceTest {
  private static final String TWEETS = "traces/twitter_2018_04_days_01_10_per_second.txt.gz";
  private static final String CODE = "traces/azure_llm_2023_code_first_half.csv.gz";

  /** Counts are whole numbers, quantiles are not: nearer than this they are the same. */
  private static final double HALF = 0.5;

  private static final int SLOTS = 80_000;

  @Test
  void automaticIsNearTheBestOnTweets() throws IOException {
    double[] series = counts(TWEETS);
    BackTest test = new BackTest(List.of(1, 10, 60, 200), 7_200, 1_201, 60);
    BackTest.Result automatic = test.run(Forecasters.named("automatic"), series);
    for (String name : Forecasters.names()) {
      BackTest.Result other = test.run(Forecasters.named(name), series);
      for (BackTest.Score score : automatic.scores()) {
        assertThat(score.pinball())
            .as("%s at horizon %d", name, score.horizon())
            .isLessThan(1.2 * other.at(score.horizon()).pinball());
      }
    }
  }

  @Test
  void quantilesCoverOnTweetsWhatTheySay() throws IOException {
    requireCover(counts(TWEETS), 4_000, 401);
  }

  /** Two in three seconds are empty there, so that a low quantile of 0 covers them all. */
  @Test
  void quantilesCoverBurstsOutOfNothingWhatTheySay() throws IOException {
    requireCover(requests(CODE), 600, 19);
  }

  private static void requireCover(double[] series, int first, int step) {
    Forecaster automatic = Forecasters.named("automatic");
    int origins = Math.min(40, (series.length - first - 200) / step);
    int[] below = new int[Forecasters.LEVELS.size()];
    int[] notAbove = new int[below.length];
    for (int i = 0; i < origins; i++) {
      int origin = first + i * step;
      Forecast forecast = automatic.forecast(series, origin, 200);
      for (int slot = 0; slot < 200; slot++) {
        for (int l = 0; l < below.length; l++) {
          double quantile = forecast.quantiles()[l][slot];
          below[l] += series[origin + slot] < quantile - HALF ? 1 : 0;
          notAbove[l] += series[origin + slot] < quantile + HALF ? 1 : 0;
        }
      }
    }
    for (int l = 0; l < below.length; l++) {
      assertThat(Forecasters.LEVELS.get(l))
          .as("covered by the quantile of this level, ties on either side")
          .isBetween(below[l] / (200.0 * origins) - 0.06, notAbove[l] / (200.0 * origins) + 0.06);
    }
  }

  private static double[] requests(String name) throws IOException {
    try (BufferedReader reader = reader(name)) {
      int[] seconds =
          reader
              .lines()
              .skip(1)
              .map(line -> line.substring(11, 19))
              .mapToInt(RealTraceTest::second)
              .toArray();
      double[] counts = new double[seconds[seconds.length - 1] - seconds[0]];
      for (int second : seconds) {
        if (second - seconds[0] < counts.length) {
          counts[second - seconds[0]]++;
        }
      }
      return counts;
    }
  }

  private static int second(String time) {
    return LocalTime.parse(time).toSecondOfDay();
  }

  private static double[] counts(String name) throws IOException {
    try (BufferedReader reader = reader(name)) {
      return reader.lines().limit(SLOTS).mapToDouble(Double::parseDouble).toArray();
    }
  }

  private static BufferedReader reader(String name) throws IOException {
    Path path = Path.of(System.getProperty("migrator.shared", ""), name);
    assumeTrue(Files.exists(path), "the trace is not here: " + name);
    return new BufferedReader(
        new InputStreamReader(
            new GZIPInputStream(Files.newInputStream(path)), StandardCharsets.US_ASCII));
  }
}
