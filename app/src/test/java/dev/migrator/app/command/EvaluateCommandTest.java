package dev.migrator.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.migrator.app.Migrator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code evaluate}, as a user calls it. */
class EvaluateCommandTest {
  private static final String TINY =
      """
      name: tiny
      labels: {pattern: smooth, tenants: 1}
      gpus: {model: A100-80GB, profiles: [2g, 3g]}
      windows: {count: 1, length: 20s}
      tenants:
        - name: text
          model: bert
          slo: 200ms
          arrivals: {generate: steady, mean: 60/s}
          accuracy: 0.9
      """;

  private static final String SERVICE =
      """
      {"model": "mine", "gpu": "A100-80GB", "trainingSpeed": {},
       "points": [{"profile": "2g", "batch": 1, "latencyMs": 8.0}]}
      """;

  private static final String CALIBRATION =
      """
      {"gpu": "A100-80GB", "source": "node 7",
       "profiles": [
         {"profile": "2g", "createSeconds": 0.3, "destroySeconds": 0.4, "startSeconds": 4.5}]}
      """;

  private static final Pattern TO_BE_DONE = Pattern.compile("of which (\\d+) were to be done");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;
  private Path suite = Path.of("");
  private Path to = Path.of("");

  @BeforeEach
  void write() throws IOException {
    suite = Files.createDirectories(folder.resolve("suite/inner")).getParent();
    to = folder.resolve("kept");
    Files.writeString(suite.resolve("inner/tiny.yaml"), TINY);
  }

  @Test
  void writesTablesAPictureAndNumbers() throws IOException {
    assertThat(run("--policies", "migrator,static", "--seeds", "2")).isZero();

    assertThat(out.toString()).contains("1 scenarios; 6 jobs, of which 6 were to be done.");
    assertThat(to.resolve("tables.md")).content().contains("### tiny", "pattern smooth, tenants 1");
    assertThat(to.resolve("goodput.svg")).content().startsWith("<svg").contains("tiny", "static");
    JsonNode results = new ObjectMapper().readTree(Files.readString(to.resolve("results.json")));
    assertThat(results.at("/scenarios/0/seeds").size()).isEqualTo(2);
    assertThat(results.at("/scenarios/0/policies").size()).isEqualTo(2);
    double share = results.at("/scenarios/0/policies/0/ofBound").asDouble();
    assertThat(share).isGreaterThan(0.5).isLessThanOrEqualTo(1);
  }

  @Test
  void answersProgramsWithTheSameNumbers() throws IOException {
    assertThat(run("--policies", "static", "--output", "json")).isZero();

    JsonNode answer = new ObjectMapper().readTree(out.toString());
    assertThat(answer)
        .isEqualTo(new ObjectMapper().readTree(Files.readString(to.resolve("results.json"))));
  }

  @Test
  void doesNothingTwice() throws IOException {
    run("--policies", "static");
    List<String> before = kept();
    String tables = Files.readString(to.resolve("tables.md"));
    assertThat(run("--policies", "static")).isZero();

    assertThat(out.toString()).contains("2 jobs, of which 0 were to be done.");
    assertThat(kept()).isEqualTo(before);
    assertThat(to.resolve("tables.md")).content().isEqualTo(tables);
  }

  @Test
  void runsOnlyWhatIsNew() {
    run("--policies", "static");
    run("--policies", "static,migrator");

    assertThat(out.toString()).contains("3 jobs, of which 1 were to be done.");
  }

  @Test
  void runsAChangedScenarioAgainAndForgetsItsOldResults() throws IOException {
    run("--policies", "static");
    int files = kept().size();
    Files.writeString(suite.resolve("inner/tiny.yaml"), TINY.replace("60/s", "61/s"));
    run("--policies", "static");

    assertThat(out.toString()).contains("2 jobs, of which 2 were to be done.");
    assertThat(kept()).hasSize(files);
  }

  @Test
  void runsAgainWhereAFileThatTheScenarioNamesHasChanged() throws IOException {
    Path traces = Files.createDirectories(folder.resolve("traces"));
    Path inner = suite.resolve("inner");
    Files.writeString(traces.resolve("counts.txt"), "60\n".repeat(20));
    Files.writeString(inner.resolve("mine.json"), SERVICE);
    Files.writeString(inner.resolve("times.json"), CALIBRATION);
    Files.writeString(
        inner.resolve("tiny.yaml"),
        TINY.replace("bert", "mine.json")
                .replace(
                    "generate: steady, mean: 60/s", "trace: counts.txt, format: counts-per-second")
            + "reconfiguration: {calibration: times.json}\n");

    assertThat(jobsToBeDone(traces)).isEqualTo(2);
    assertThat(jobsToBeDone(traces)).isZero();
    Files.writeString(traces.resolve("counts.txt"), "50\n".repeat(20));
    assertThat(jobsToBeDone(traces)).as("another trace, as long").isEqualTo(2);
    Files.writeString(inner.resolve("mine.json"), SERVICE.replace("8.0", "9.0"));
    assertThat(jobsToBeDone(traces)).as("another service profile").isEqualTo(2);
    Files.writeString(inner.resolve("times.json"), CALIBRATION.replace("0.3", "0.2"));
    assertThat(jobsToBeDone(traces)).as("another calibration").isEqualTo(2);
    Files.writeString(traces.resolve("other.txt"), "1\n");
    assertThat(jobsToBeDone(traces)).as("a file that no scenario names").isZero();
  }

  @Test
  void runsAgainWhatIsTorn() throws IOException {
    run("--policies", "static");
    Path one = to.resolve("jobs").resolve(kept().getFirst());
    Files.writeString(one, Files.readString(one).substring(0, 40));
    assertThat(run("--policies", "static")).isZero();

    assertThat(out.toString()).contains("2 jobs, of which 1 were to be done.");
    assertThat(new ObjectMapper().readTree(Files.readString(one)).get("scenario").asText())
        .isEqualTo("tiny");
  }

  @Test
  void runsAgainWhereAKeyIsSetOtherwise() {
    run("--policies", "static");
    run("--policies", "static", "--set", "reconfiguration.start=1s");

    assertThat(out.toString()).contains("2 jobs, of which 2 were to be done.");
  }

  @Test
  void tellsOfAJobThatFailedAndGoesOn() throws IOException {
    Files.writeString(suite.resolve("counts.txt"), "1\nnonsense\n");
    Files.writeString(
        suite.resolve("broken.yaml"),
        TINY.replace("name: tiny", "name: broken")
            .replace(
                "{generate: steady, mean: 60/s}",
                "{trace: counts.txt, format: counts-per-second}"));

    assertThat(run("--policies", "static")).isEqualTo(1);
    assertThat(err.toString()).contains("failed: broken, static, seed 42:", "nonsense");
    assertThat(to.resolve("tables.md")).content().contains("Failed, and missing below", "### tiny");
    out.getBuffer().setLength(0);
    run("--policies", "static");
    assertThat(out.toString()).contains("4 jobs, of which 2 were to be done.");
  }

  @Test
  void comparesAVariantToTheUnchangedScenarios() throws IOException {
    assertThat(run("--policies", "migrator", "--variant", "slow=reconfiguration.start=12s"))
        .isZero();

    JsonNode results = new ObjectMapper().readTree(Files.readString(to.resolve("results.json")));
    assertThat(results.at("/variants/0/name").asText()).isEqualTo("slow");
    assertThat(results.at("/variants/0/relative/mean").asDouble()).isBetween(0.1, 1.1);
    assertThat(to.resolve("tables.md")).content().contains("`reconfiguration.start=12s`");
  }

  @Test
  void runsVariantsThatAreKnownByName() throws IOException {
    assertThat(run("--policies", "migrator", "--ablations", "no-pre-initialization,slot-2s"))
        .isZero();

    assertThat(to.resolve("tables.md"))
        .content()
        .contains("| no-pre-initialization |", "| slot-2s |");
  }

  @Test
  void refusesAnAblationThatIsNotKnown() {
    assertThat(run("--ablations", "no-retaining")).isEqualTo(2);
    assertThat(err.toString()).contains("'no-retaining' is not known", "Maybe no-retraining?");
  }

  @Test
  void refusesTwoScenariosOfOneName() throws IOException {
    Files.writeString(suite.resolve("other.yaml"), TINY);

    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("is named 'tiny' like");
  }

  @Test
  void refusesAFolderWithoutScenarios() throws IOException {
    Files.delete(suite.resolve("inner/tiny.yaml"));

    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("has no file *.yaml; expected scenarios below it.");
  }

  @Test
  void refusesAKeyThatScenariosDoNotHave() {
    assertThat(run("--set", "planning.replam=3s")).isEqualTo(2);
    assertThat(err.toString())
        .contains("planning.replam is not known")
        .contains("Maybe `planning.replan`?");
  }

  @Test
  void refusesAValueThatAKeyCannotHave() {
    assertThat(run("--set", "planning.replan=often")).isEqualTo(2);
    assertThat(err.toString())
        .contains("planning.replan=often:1: planning.replan is 'often'; expected a duration");
  }

  @Test
  void refusesANumberOfSeedsBelowOne() {
    assertThat(run("--seeds", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("--seeds: is 0; expected a number from 1 to 1000.");
  }

  @Test
  void refusesVariantsOfWhatIsNotRun() {
    assertThat(run("--policies", "static", "--variant", "a=planning.replan=9s")).isEqualTo(2);
    assertThat(err.toString()).contains("varies migrator, which is not among the policies static");
  }

  @Test
  void refusesAVariantWithoutAName() {
    assertThat(run("--variant", "planning.replan")).isEqualTo(2);
    assertThat(err.toString()).contains("'planning.replan' is no variant; expected NAME=KEY=VALUE");
  }

  private int jobsToBeDone(Path traces) {
    assertThat(run("--policies", "static", "--traces", traces.toString())).isZero();
    Matcher said = TO_BE_DONE.matcher(out.toString());
    assertThat(said.find()).as("%s", out).isTrue();
    return Integer.parseInt(said.group(1));
  }

  private List<String> kept() throws IOException {
    try (Stream<Path> files = Files.list(to.resolve("jobs"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private int run(String... options) {
    out.getBuffer().setLength(0);
    String[] fixed = {"evaluate", suite.toString(), "--to", to.toString()};
    String[] all = Stream.of(fixed, options).flatMap(Stream::of).toArray(String[]::new);
    return Migrator.run(new PrintWriter(out), new PrintWriter(err), Map.of(), all);
  }
}
