package dev.migrator.core.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** On real traces, where they are at hand. */
class RealTraceTest {
  private static final String TWEETS = "traces/twitter_2018_04_days_01_10_per_second.txt.gz";
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

  private static double[] counts(String name) throws IOException {
    Path path = Path.of(System.getProperty("migrator.shared", ""), name);
    assumeTrue(Files.exists(path), "the trace is not here: " + name);
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(path)), StandardCharsets.US_ASCII))) {
      return reader.lines().limit(SLOTS).mapToDouble(Double::parseDouble).toArray();
    }
  }
}
