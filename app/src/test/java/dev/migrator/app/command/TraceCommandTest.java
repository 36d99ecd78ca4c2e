package dev.migrator.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.migrator.app.usage.UsageException;
import dev.migrator.core.predict.Forecasters;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TraceCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine command = new CommandLine(new TraceCommand());

  @TempDir Path folder;

  @BeforeEach
  void wire() {
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    // As the main command does.
    command.setExecutionExceptionHandler(
        (error, line, _) -> {
          if (!(error instanceof UsageException)) {
            throw error;
          }
          line.getErr().println(error.getMessage());
          return 2;
        });
  }

  @Test
  void showsTheTraceBesideTheGenerators() {
    Path file = write("t.txt", "5\n3\n".repeat(300));

    assertThat(command.execute("stats", file.toString(), "--format", "counts-per-second")).isZero();

    assertThat(out.toString())
        .startsWith(file + " (counts-per-second)\n\n")
        .containsPattern("(?m)^ +trace +steady +")
        .containsPattern("(?m)^seconds +600 +40000")
        .containsPattern("(?m)^requests +2400 ")
        .containsPattern("(?m)^mean per second +4\\.000 ")
        .containsPattern("(?m)^peak-to-mean, 200 s +1\\.250 ")
        .containsPattern("(?m)^autocorrelation, 1 s +-0\\.998 ")
        .containsPattern("(?m)^generator +distance +parameters")
        .containsPattern("(?m)^bursty +\\d+\\.\\d{3} +sigma 0\\.000, memory ");
  }

  @Test
  void tellsHowWellEachForecasterWouldHaveDone() throws IOException {
    Path file = write("t.txt", "5\n3\n".repeat(600));

    assertThat(
            command.execute(
                "stats", file.toString(), "--format=counts-per-second", "--output=json"))
        .isZero();

    JsonNode forecasts = new ObjectMapper().readTree(out.toString()).get("forecasts");
    assertThat(forecasts.get("seconds").asInt()).isEqualTo(1_200);
    assertThat(forecasts.get("origins").asInt()).isEqualTo(7);
    assertThat(forecasts.get("forecasters").findValuesAsText("forecaster"))
        .containsExactlyElementsOf(Forecasters.names());
    JsonNode lastValue = forecasts.at("/forecasters/1");
    assertThat(lastValue.get("scores").findValuesAsText("horizon"))
        .containsExactly("1", "10", "60", "200");
    // Every origin has an even number of seconds behind it: the last was 3, the next is 5.
    assertThat(lastValue.at("/scores/0/wape").asDouble()).isEqualTo(2.0 / 5);
    assertThat(lastValue.at("/scores/1/wape").asDouble()).isEqualTo(0);
  }

  @Test
  void showsForecastsAsATable() {
    Path file = write("t.txt", "5\n3\n".repeat(600));
    command.execute("stats", file.toString(), "--format=counts-per-second", "--no-fit");
    assertThat(out.toString())
        .contains("forecasts from 7 places of the first 1200 seconds")
        .containsPattern("(?m)^forecaster +WAPE 1 s +WAPE 10 s +WAPE 60 s +WAPE 200 s +pinball 1 s")
        .containsPattern("(?m)^last-value +0\\.400 ")
        .doesNotContain("generator");
  }

  @Test
  void leavesOutWhatIsNotWanted() throws IOException {
    Path file = write("t.txt", "5\n3\n".repeat(600));
    command.execute(
        "stats",
        file.toString(),
        "--format=counts-per-second",
        "--no-fit",
        "--no-forecasts",
        "--output=json");
    JsonNode report = new ObjectMapper().readTree(out.toString());
    assertThat(report.get("generators")).isEmpty();
    assertThat(report.has("forecasts")).isFalse();
    assertThat(report.at("/statistics/mean").asDouble()).isEqualTo(4);
  }

  @Test
  void triesNoForecastOnAShortTrace() {
    Path file = write("t.txt", "5\n3\n");
    assertThat(command.execute("stats", file.toString(), "--format=counts-per-second")).isZero();
    assertThat(out.toString())
        .contains("forecasts: 2 seconds are too few to try any; at least 800 are needed.");
  }

  @Test
  void looksAtAPart() throws IOException {
    Path file = write("t.txt", "1\n1\n9\n7\n1\n");

    assertThat(
            command.execute(
                "stats",
                file.toString(),
                "--format=counts-per-second",
                "--from=2",
                "--seconds=2",
                "--output=json"))
        .isZero();

    JsonNode report = new ObjectMapper().readTree(out.toString());
    assertThat(report.at("/format").asText()).isEqualTo("counts-per-second");
    assertThat(report.at("/statistics/seconds").asLong()).isEqualTo(2);
    assertThat(report.at("/statistics/mean").asDouble()).isEqualTo(8);
    assertThat(report.at("/generators")).hasSize(7);
    assertThat(report.at("/generators/0/statistics/mean").asDouble()).isBetween(7.0, 9.0);
  }

  @Test
  void showsASilentTraceWithoutGenerators() {
    Path file = write("t.txt", "0\n0\n");

    assertThat(
            command.execute(
                "stats", file.toString(), "--format=counts-per-second", "--output=yaml"))
        .isZero();
    assertThat(out.toString()).contains("seconds: 2\n").contains("generators: []");
  }

  @Test
  void convertsThereAndBack() {
    Path file = write("t.txt", "4\n0\n6\n");
    Path csv = folder.resolve("t.csv.gz");
    Path back = folder.resolve("back.txt");

    assertThat(
            command.execute(
                "convert",
                file.toString(),
                "--format=counts-per-second",
                "--to=csv",
                csv.toString()))
        .isZero();
    assertThat(
            command.execute(
                "convert",
                csv.toString(),
                "--format=csv",
                "--to=counts-per-second",
                back.toString()))
        .isZero();

    assertThat(back).hasContent("4\n0\n6\n");
  }

  @Test
  void fillsGapsWhereToldAndSaysSo() {
    Path file = write("t.csv", "second,count\n0,4\n2,4\n");

    assertThat(command.execute("stats", file.toString(), "--format=csv")).isEqualTo(2);
    assertThat(command.execute("stats", file.toString(), "--format=csv", "--zero-gaps")).isZero();

    assertThat(err.toString()).contains("read it with `gaps: zero`");
    assertThat(out.toString()).startsWith(file + " (csv, 1 gaps read as zeros)\n");
  }

  @Test
  void badInputEndsWithTwoAndLeavesNothing() throws IOException {
    Path file = write("t.txt", "4\nfour\n");
    Path csv = folder.resolve("t.csv");

    int code =
        command.execute(
            "convert", file.toString(), "--format=counts-per-second", "--to=csv", csv.toString());

    assertThat(code).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            file
                + " line 2: count is 'four'; expected a whole number of at least 0. Maybe the file"
                + " has another format.\n");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void wrongUseEndsWithTwo() {
    assertThat(command.execute("stats", "t.txt", "--format=tsv")).isEqualTo(2);
    assertThat(err.toString()).contains("--format").contains("azure-llm");
    assertThat(command.execute()).isEqualTo(2);
    assertThat(err.toString()).contains("expected stats, convert or generate");
  }

  @Test
  void generatesToStdoutAndToAFileTheSame() {
    Path file = folder.resolve("g.txt");

    assertThat(command.execute("generate", "bursty", "--mean=20", "--seconds=30", "--seed=7"))
        .isZero();
    assertThat(
            command.execute(
                "generate", "bursty", "--mean=20", "--seconds=30", "--seed=7", file.toString()))
        .isZero();

    assertThat(out.toString().lines()).hasSize(30).allMatch(line -> line.matches("\\d+"));
    assertThat(file).hasContent(out.toString());
  }

  @Test
  void refusesWhatCannotBeGenerated() {
    assertThat(command.execute("generate", "bursty", "--mean=5", "--peak-to-mean=1.1"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("bursty: peak-to-mean is 1.1 at a mean of 5.0/s");
    for (String name : List.of("steady", "diurnal", "bursty", "flash-crowd")) {
      assertThat(command.execute("generate", name, "--mean=NaN")).as(name).isEqualTo(2);
    }
    assertThat(err.toString()).contains("mean is NaN; expected a number from");
    assertThat(command.execute("generate", "steady", "--mean=1", "--seconds=2000000000"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("seconds is 2000000000; expected at most 31622400");
    assertThat(command.execute("generate", "flash-crow")).isEqualTo(2);
    assertThat(err.toString()).contains("Maybe flash-crowd?");
  }

  @Test
  void measuresTenDaysOfTwitter() {
    Path file =
        Path.of(
            System.getProperty("migrator.shared", ""),
            "traces",
            "twitter_2018_04_days_01_10_per_second.txt.gz");
    assumeTrue(Files.exists(file), "needs the Twitter trace in the shared folder");

    assertThat(command.execute("stats", file.toString(), "--format=counts-per-second")).isZero();

    assertThat(out.toString())
        .containsPattern("(?m)^ +trace +like-twitter ")
        .containsPattern("(?m)^seconds +864000 ");
  }

  private Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
