package dev.migrator.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.migrator.app.Migrator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that run scenarios, as a user calls them. */
class ScenarioCommandsTest {
  private static final String SMALL =
      """
      name: small
      gpus: {model: A100-80GB, profiles: [2g, 3g]}
      windows: {count: 2, length: 40s}
      tenants:
        - name: vision
          model: resnet50
          slo: 100ms
          arrivals: {generate: steady, mean: 300/s}
          retraining:
            - {before: 0.7, choices: [{name: quick, seconds: 4, after: 0.8}]}
            - {before: 0.7, choices: [{name: quick, seconds: 4, after: 0.8}]}
        - name: text
          model: bert
          slo: 200ms
          arrivals: {generate: bursty, mean: 60/s}
          accuracy: 0.9
      """;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;
  private Path scenario = Path.of("");

  @BeforeEach
  void write() throws IOException {
    scenario = Files.writeString(folder.resolve("small.yaml"), SMALL);
  }

  @Test
  void compareAnswersInExactlyTheAgreedShape() throws IOException {
    assertThat(run("compare", file(), "--policies", "migrator,clairvoyant", "--output", "json"))
        .isZero();

    JsonNode answer = json();
    assertThat(keys(answer)).containsExactly("scenarios");
    JsonNode first = answer.at("/scenarios/0");
    assertThat(keys(first))
        .containsExactly("name", "windows", "requests", "upperBound", "policies");
    assertThat(first.get("name").asText()).isEqualTo("small");
    assertThat(first.get("windows").asInt()).isEqualTo(2);
    assertThat(first.get("policies").findValuesAsText("policy"))
        .containsExactly("migrator", "clairvoyant");
    JsonNode policy = first.at("/policies/0");
    assertThat(keys(policy))
        .containsExactly(
            "policy",
            "goodput",
            "withinSlo",
            "sloAttainment",
            "meanAccuracy",
            "retrainings",
            "reconfigurations",
            "overheadSeconds",
            "planMillis",
            "gap",
            "fairness",
            "tenants");
    assertThat(keys(policy.get("fairness")))
        .containsExactly("jain", "worstTenant", "worstAttainment");
    assertThat(policy.at("/fairness/worstTenant").asText()).isIn("vision", "text");
    assertThat(policy.at("/fairness/worstAttainment").asDouble())
        .isLessThanOrEqualTo(policy.get("sloAttainment").asDouble());
    assertThat(keys(policy.get("planMillis"))).containsExactly("p50", "p99", "max");
    assertThat(keys(policy.at("/tenants/0")))
        .containsExactly("name", "requests", "withinSlo", "goodput", "accuracy");
    assertThat(policy.get("goodput").asDouble())
        .isPositive()
        .isLessThan(first.get("requests").asLong());
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void givesTheSameBytesForTheSameSeedButForTheTimeOfPlanning() throws IOException {
    String[] command = {"compare", file(), "--policies", "migrator,static", "--output", "json"};
    assertThat(run(command)).isZero();
    String once = withoutTimes();
    assertThat(run(command)).isZero();
    assertThat(withoutTimes()).isEqualTo(once);
  }

  @Test
  void takesTheSeedOfTheCommandLineBeforeThatOfTheScenario() throws IOException {
    String[] command = {"compare", file(), "--policies", "migrator", "--output", "json"};
    run(command);
    long requests = json().at("/scenarios/0/requests").asLong();
    run("compare", file(), "--policies", "migrator", "--output", "json", "--seed", "1");
    assertThat(json().at("/scenarios/0/requests").asLong()).isNotEqualTo(requests);
  }

  @Test
  void putsTheUpperBoundAtTheHeadOfEveryTable() throws IOException {
    assertThat(run("compare", file(), file(), "--policies", "migrator")).isZero();
    assertThat(out.toString().lines().filter(line -> line.startsWith("upper bound "))).hasSize(2);
    assertThat(out.toString())
        .startsWith("small: ")
        .containsPattern(
            "(?m)^policy +Goodput +of bound +within SLO +accuracy +fairness +worst tenant +its"
                + " SLO$")
        .containsPattern("(?m)^policy +retrainings +reconfigurations +overhead s +plan ms p50 +")
        .containsPattern("(?m)^migrator +\\d+ ");
  }

  @Test
  void keepsTablesWithin120Columns() throws IOException {
    assertThat(run("compare", file(), "--policies", "migrator,clairvoyant")).isZero();
    assertThat(out.toString().lines()).allMatch(line -> line.length() <= 120);
  }

  @Test
  void warnsOfFloorsThatWereNotKept() throws IOException {
    String text = SMALL.replaceFirst("(?m)^( +)slo: .*$", "$0\n$1floor: 1.0");
    Path strict = Files.writeString(folder.resolve("strict.yaml"), text);

    assertThat(run("simulate", strict.toString())).isZero();
    assertThat(err.toString())
        .contains(
            "warning: small: migrator: the floor of vision, 1.0, was missed in 2 of 2 windows");
  }

  @Test
  void saysThatFloorsCannotBeMetTogether() throws IOException {
    String text = SMALL.replaceFirst("(?m)^( +)slo: .*$", "$0\n$1floor: 1.0");
    Path strict = Files.writeString(folder.resolve("strict.yaml"), text);

    assertThat(run("plan", strict.toString(), "--output", "json")).isZero();
    assertThat(err.toString()).startsWith("migrator: warning: floors: vision 1.00 ");
  }

  @Test
  void showsPoliciesThatShareByMpsUnderABoundOfTheirOwn() throws IOException {
    Path report = folder.resolve("shares");
    String[] command = {"compare", file(), "--policies", "mps-equal,migrator"};
    assertThat(run(command)).isZero();
    assertThat(out.toString())
        .containsPattern("(?m)^upper bound +\\d+$")
        .containsPattern("(?m)^upper bound, MPS +\\d+$")
        .containsPattern("(?m)^mps-equal +\\d+ +\\d+\\.\\d\\d % ");

    run(
        "compare",
        file(),
        "--policies=mps-equal,migrator",
        "--output=json",
        "--report",
        report.toString());
    JsonNode first = json().at("/scenarios/0");
    assertThat(keys(first))
        .containsExactly("name", "windows", "requests", "upperBound", "mpsUpperBound", "policies");
    JsonNode shared = first.at("/policies/0");
    assertThat(shared.get("goodput").asDouble())
        .isPositive()
        .isLessThanOrEqualTo(first.get("mpsUpperBound").asDouble());
    assertThat(shared.get("overheadSeconds").asDouble()).isZero();
    assertThat(report.resolve("index.html")).content().contains("\"granules\":20", "mps-50%");
    run("compare", file(), "--policies=migrator", "--output=json");
    assertThat(json().at("/scenarios/0/policies/0/goodput"))
        .isEqualTo(first.at("/policies/1/goodput"));
  }

  @Test
  void plansSharesAndDrawsThem() throws IOException {
    assertThat(run("plan", file(), "--planner", "mps-equal")).isZero();
    assertThat(out.toString())
        .contains("Granules of 5 % by MPS over slots", "mps-50%")
        .containsPattern("(?m)^19 \\| +B+\\|$");
    assertThat(run("plan", file(), "--planner", "mps-equal", "--output", "json")).isZero();
    assertThat(json().findValuesAsText("state")).containsOnly("starting", "ready");
  }

  @Test
  void writesAReportAndNamesIt() throws IOException {
    Path report = folder.resolve("new/report");
    assertThat(run("compare", file(), "--policies", "migrator", "--report", report.toString()))
        .isZero();
    assertThat(out.toString()).endsWith("\nOpen %s\n".formatted(report.resolve("index.html")));
    assertThat(report.resolve("index.html"))
        .content()
        .contains("\"vision\"", "\"2g.20gb\"", "quick");
  }

  @Test
  void keepsTheAnswerForProgramsFreeOfOtherText() throws IOException {
    Path report = folder.resolve("report");
    run("compare", file(), "--policies", "migrator", "--output=json", "--report", report + "");
    assertThat(json().has("scenarios")).isTrue();
    assertThat(err.toString())
        .isEqualTo("migrator: report: %s\n".formatted(report.resolve("index.html")));
  }

  @Test
  void writesNothingIfAnyScenarioIsWrong() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.yaml"), SMALL.replace("300/s", "-300/s"));
    Path report = folder.resolve("report");

    assertThat(run("compare", file(), bad.toString(), "--report", report.toString())).isEqualTo(2);

    assertThat(report).doesNotExist();
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString())
        .isEqualTo(
            "migrator: %s:8: tenants[0].arrivals.mean is '-300/s'; expected a rate of at least 0 such as 120/s.\n"
                .formatted(bad));
  }

  @Test
  void writesNothingIfTheReportCannotBeWritten() throws IOException {
    Path taken = Files.writeString(folder.resolve("taken"), "mine");

    for (String report : List.of(taken.toString(), taken + "/in")) {
      assertThat(run("compare", file(), "--policies=static", "--report", report)).isEqualTo(2);
      assertThat(err.toString())
          .startsWith("migrator: --report: %s needs %s to be a folder".formatted(report, taken));
    }

    assertThat(taken).hasContent("mine");
    assertThat(out.toString()).isEmpty();
    assertThat(list(folder)).containsExactly("small.yaml", "taken");
  }

  @Test
  void suggestsThePolicyAndTheForecastThatWereMeant() {
    assertThat(run("compare", file(), "--policies", "migrator,statik")).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("migrator: policy: 'statik' is not known; expected one of migrator, ")
        .endsWith(" Maybe static?\n");
    assertThat(run("simulate", file(), "--forecast", "halt")).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("migrator: forecast: 'halt' is not known; expected one of automatic, ")
        .endsWith(", clairvoyant, noisy:0.2. Maybe holt?\n");
    assertThat(run("simulate", file(), "--forecast", "noisy:9")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "migrator: forecast: 'noisy:9' is not known; expected noisy: and a number from 0 to"
                + " 1.5, such as noisy:0.2.\n");
    assertThat(run("compare", file(), "--policies", "static,static")).isEqualTo(2);
    assertThat(err.toString()).contains("names one twice");
  }

  @Test
  void checksTheForecastThatAScenarioNames() throws IOException {
    Path bad = Files.writeString(folder.resolve("b.yaml"), SMALL + "planning: {forecast: halt}\n");
    assertThat(run("simulate", bad.toString())).isEqualTo(2);
    assertThat(err.toString())
        .contains("b.yaml:17: planning.forecast is 'halt'; expected a forecast", "Maybe `holt`?");
  }

  @Test
  void simulatesOnePolicyWithAnyForecast() {
    for (String forecast : List.of("last-value", "clairvoyant", "noisy:0.3")) {
      assertThat(run("simulate", file(), "--policy", "static", "--forecast", forecast)).isZero();
      assertThat(out.toString())
          .containsPattern("(?m)^static +\\d+")
          .containsPattern("(?m)^vision +\\d+ +\\d+ +\\d+\\.\\d\\d % ");
    }
  }

  @Test
  void runsTheClairvoyantWithTheTruthWhateverForecastIsAskedFor() throws IOException {
    run("simulate", file(), "--policy=clairvoyant", "--forecast=last-value", "--output=json");
    double asked = json().at("/policies/0/goodput").asDouble();
    run("simulate", file(), "--policy=migrator", "--forecast=clairvoyant", "--output=json");
    assertThat(json().at("/policies/0/goodput").asDouble()).isEqualTo(asked);
  }

  @Test
  void planAnswersInExactlyTheAgreedShape() throws IOException {
    assertThat(run("plan", file(), "--output", "json")).isZero();

    JsonNode answer = json();
    assertThat(keys(answer))
        .containsExactly(
            "value", "bound", "millis", "planner", "segments", "retrainings", "problem");
    assertThat(keys(answer.get("problem")))
        .containsExactly(
            "scenario", "traces", "window", "planner", "forecast", "seed", "fingerprint");
    assertThat(answer.get("planner").asText()).isEqualTo("migrator");
    assertThat(answer.get("value").asDouble())
        .isPositive()
        .isLessThanOrEqualTo(answer.get("bound").asDouble());
    assertThat(keys(answer.at("/segments/0"))).containsExactly("from", "to", "instances");
    assertThat(keys(answer.at("/segments/0/instances/0")))
        .containsExactly("gpu", "profile", "start", "task", "tenant", "state");
    assertThat(answer.get("retrainings")).hasSize(1);
    assertThat(keys(answer.at("/retrainings/0")))
        .containsExactly("tenant", "choice", "gpu", "profile", "start", "from", "to");
    assertSegmentsFollowEachOther(answer.get("segments"), 40);
    assertThat(answer.findValuesAsText("state")).contains("creating", "starting", "ready");
    assertThat(answer.findValuesAsText("profile")).isSubsetOf("2g.20gb", "3g.40gb").isNotEmpty();
  }

  @Test
  void plansALaterWindowFromTheStateThatWasInherited() throws IOException {
    assertThat(run("plan", file(), "--window", "1", "--output", "json")).isZero();
    assertThat(json().at("/segments/0/instances").findValuesAsText("state"))
        .as("what the first window left")
        .contains("ready");
  }

  @Test
  void refusesAWindowThatThereIsNot() {
    assertThat(run("plan", file(), "--window", "2")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "migrator: --window: 2; expected a number from 0 to 1. Maybe 1, the last one?\n");
  }

  @Test
  void drawsThePlanSliceBySliceOverTime() {
    assertThat(run("plan", file())).isZero();
    List<String> lines = out.toString().lines().toList();

    assertThat(lines.subList(0, 8)).allMatch(line -> line.matches(" [0-7] \\|[ .ABab]{40}\\|"));
    assertThat(lines.getFirst()).startsWith(" 7 |");
    assertThat(String.join("", lines.subList(0, 8))).contains("A", "B", "a", ".");
    assertThat(out.toString())
        .contains("A vision, B text; upper case infers")
        .containsPattern("(?m)^value [0-9.]+, bound [0-9.]+, gap [0-9.]+ %, [0-9]+ ms, migrator$");
  }

  @Test
  void warnsOnStderrAndGoesOn() throws IOException {
    Path odd = Files.writeString(folder.resolve("odd.yaml"), SMALL.replace("200ms", "1ms"));
    assertThat(run("simulate", odd.toString(), "--policy", "static")).isZero();
    assertThat(err.toString())
        .isEqualTo(
            "migrator: warning: %s: text: no profile of A100-80GB answers bert within 1 ms: its Goodput will be 0.\n"
                .formatted(odd));
    assertThat(out.toString()).containsPattern("(?m)^text +\\d+ +0 +0\\.00 % ");
  }

  @Test
  void namesAScenarioThatIsMissing() {
    assertThat(run("compare", folder.resolve("none.yaml").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("none.yaml: there is no such file; expected a scenario.");
    assertThat(run("compare")).isEqualTo(2);
  }

  @Test
  void answersInYamlToo() {
    assertThat(run("compare", file(), "--policies=static", "--output=yaml")).isZero();
    assertThat(out.toString()).startsWith("scenarios:\n- name: \"small\"\n");
  }

  private static void assertSegmentsFollowEachOther(JsonNode segments, int horizon) {
    int at = 0;
    for (JsonNode segment : segments) {
      assertThat(segment.get("from").asInt()).isEqualTo(at);
      assertThat(segment.get("to").asInt()).isGreaterThan(at);
      at = segment.get("to").asInt();
    }
    assertThat(at).isEqualTo(horizon);
  }

  private String withoutTimes() throws IOException {
    JsonNode answer = json();
    for (JsonNode policy : answer.at("/scenarios/0/policies")) {
      ((ObjectNode) policy).remove("planMillis");
    }
    return answer.toString();
  }

  private String file() {
    return scenario.toString();
  }

  private int run(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Migrator.run(new PrintWriter(out), new PrintWriter(err), Map.of(), args);
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(out.toString());
  }

  private static List<String> keys(JsonNode node) {
    return node.properties().stream().map(Map.Entry::getKey).toList();
  }

  private static List<String> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
