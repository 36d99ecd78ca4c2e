package dev.migrator.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.migrator.app.Migrator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code explain}, as a user calls it: of a scenario, of a plan, of an edited plan. */
class ExplainCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
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
  void explainsAWindowOfAScenario() {
    assertThat(run("explain", scenario + "")).isZero();

    assertThat(out.toString())
        .startsWith(scenario + ", window 0, forecast automatic\n\nIn this window of 40 slots ")
        .contains(
            "the plan of migrator is worth",
            "Changes of layout, each against",
            "Retraining vision (quick on ",
            "no retraining",
            "What each switch contributes")
        .containsPattern("(?m)^#  from  ready +to +lost +costs +earns +net  change$")
        .containsPattern("(?m)^pre-initialization ");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void answersProgramsInTheAgreedShape() throws IOException {
    assertThat(run("explain", scenario + "", "--output", "json")).isZero();

    JsonNode answer = JSON.readTree(out.toString());
    assertThat(keys(answer))
        .containsExactly(
            "problem",
            "planner",
            "slots",
            "value",
            "bound",
            "gap",
            "migrator",
            "summary",
            "changes",
            "drains",
            "retrainings",
            "switches");
    assertThat(keys(answer.at("/changes/0")))
        .containsExactly(
            "slot",
            "ready",
            "until",
            "what",
            "created",
            "replaced",
            "costs",
            "earns",
            "penalty",
            "floors",
            "net",
            "tenants",
            "runnersUp");
    assertThat(keys(answer.at("/retrainings/0/alternatives/0")))
        .containsExactly("what", "value", "difference", "atMost", "verdict");
    assertThat(answer.at("/switches").findValuesAsText("verdict"))
        .isSubsetOf("worse", "open", "better", "equal")
        .isNotEmpty();
    for (JsonNode change : answer.get("changes")) {
      double sum =
          change.at("/earns/value").asDouble()
              - change.at("/costs/value").asDouble()
              - change.at("/penalty").asDouble()
              + change.at("/floors").asDouble();
      assertThat(change.get("net").asDouble()).isEqualTo(sum, within(1e-6));
    }
  }

  @Test
  void explainsAPlanFromItsFileAsItExplainsTheWindow() throws IOException {
    for (String window : List.of("0", "1")) {
      Path plan = plan("--window", window);
      assertThat(run("explain", scenario + "", "--window", window)).isZero();
      String expected = out.toString();
      assertThat(run("explain", plan + "")).as(err.toString()).isZero();
      assertThat(out.toString()).isEqualTo(expected);
    }
  }

  @Test
  void remembersPlannerForecastAndSeed() throws IOException {
    String[] options = {"--planner", "static", "--forecast", "last-value", "--seed", "7"};
    Path plan = plan(options);
    assertThat(
            run(
                "explain",
                scenario + "",
                options[0],
                options[1],
                options[2],
                options[3],
                options[4],
                options[5]))
        .isZero();
    String expected = out.toString();
    assertThat(run("explain", plan + "")).isZero();
    assertThat(out.toString())
        .isEqualTo(expected)
        .contains("the plan of static", "forecast last-value");
  }

  @Test
  void findsTheScenarioBesideThePlan() throws IOException {
    Path plan =
        edited(answer -> ((ObjectNode) answer.get("problem")).put("scenario", "gone/small.yaml"));
    assertThat(run("explain", plan + "")).isZero();
  }

  @Test
  void explainsAnEditedPlanAsItStands() throws IOException {
    Path plan = edited(answer -> without(answer, "text"));

    assertThat(run("explain", plan + "", "--output", "json")).as(err.toString()).isZero();

    JsonNode answer = JSON.readTree(out.toString());
    assertThat(answer.get("changes").findValuesAsText("tenant")).containsOnly("vision");
    assertThat(answer.get("value").asDouble()).isLessThan(answer.get("migrator").asDouble());
    assertThat(answer.get("summary").asText()).contains("The planner migrator finds one of ");
  }

  @Test
  void saysWhatIsIllegalInAnEditedPlan() throws IOException {
    Path plan =
        edited(
            answer -> {
              for (JsonNode instance : answer.findValue("segments").findParents("state")) {
                ((ObjectNode) instance).put("state", "ready");
              }
            });

    assertThat(run("explain", plan + "")).isEqualTo(1);

    assertThat(out.toString()).isEmpty();
    assertThat(err.toString())
        .startsWith("migrator: %s: the plan is not legal: ".formatted(plan))
        .contains("set-up");
  }

  @Test
  void refusesAPlanOfAScenarioThatHasChanged() throws IOException {
    Path plan = plan();
    Files.writeString(scenario, SMALL.replace("300/s", "301/s"));

    assertThat(run("explain", plan + "")).isEqualTo(2);

    assertThat(err.toString())
        .startsWith("migrator: %s: problem.fingerprint is ".formatted(plan))
        .contains("Maybe the scenario or a trace has changed since");
  }

  @Test
  void namesWhatIsWrongInAFile() throws IOException {
    assertMessage(
        edited(answer -> answer.remove("problem")),
        "problem is missing; expected what `migrator plan --output json` writes. Maybe an older"
            + " version wrote it: plan again.");
    assertMessage(
        edited(answer -> answer.put("extra", 1)),
        "extra is not known; expected what `migrator plan --output json` writes. Maybe another"
            + " version wrote it?");
    assertMessage(
        edited(answer -> instance(answer).put("profile", "9g")),
        "segments[0].instances[0].gpu, profile, start is 0, 9g, ");
    assertMessage(
        edited(answer -> instance(answer).put("tenant", "nobody")),
        "segments[0].instances[0].tenant is nobody; expected one of [vision, text].");
    assertMessage(
        edited(answer -> instance(answer).put("state", "asleep")),
        "segments[0].instances[0].state is asleep; expected one of [creating, ");
    assertMessage(
        edited(answer -> ((ArrayNode) answer.get("retrainings")).removeAll()),
        "is a retraining from slot 0 that `retrainings` has not; expected it there, too.");
    assertMessage(
        edited(answer -> ((ObjectNode) answer.at("/retrainings/0")).put("to", 39)),
        "in `retrainings` in slot 39; expected the same.");
    assertMessage(
        edited(answer -> ((ObjectNode) answer.at("/segments/1")).put("from", 0)),
        "segments[1].from, to is 0, ");
    assertMessage(
        edited(answer -> ((ObjectNode) answer.get("problem")).put("window", 5)),
        "problem.window is 5; expected a number from 0 to 1.");
    assertMessage(Files.writeString(folder.resolve("a.json"), "{\n oops"), "not JSON (");
    assertMessage(
        folder.resolve("none.json"), "there is no such file; expected a scenario or a plan.");
  }

  @Test
  void takesNoOptionsThatAPlanSaysItself() throws IOException {
    Path plan = plan();
    assertThat(run("explain", plan + "", "--window", "1")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "migrator: --window: 1; expected none, for the plan in %s says it itself.\n"
                .formatted(plan));
    assertThat(run("explain", plan + "", "--seed", "1")).isEqualTo(2);
    assertThat(run("explain", plan + "", "--forecast", "holt")).isEqualTo(2);
    assertThat(run("explain", plan + "", "--policy", "static")).isEqualTo(2);
  }

  @Test
  void explainsOnlyPlansOfThoseWhoCutGpus() {
    assertThat(run("explain", scenario + "", "--planner", "mps-equal")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "migrator: explain: policy mps-equal shares GPUs by MPS; expected one that cuts them"
                + " by MIG.\n");
  }

  @Test
  void refusesAWindowThatThereIsNot() {
    assertThat(run("explain", scenario + "", "--window", "2")).isEqualTo(2);
    assertThat(err.toString()).contains("--window: 2; expected a number from 0 to 1. Maybe 1");
  }

  private void assertMessage(Path file, String message) {
    assertThat(run("explain", file + "")).as(message).isEqualTo(2);
    assertThat(err.toString()).startsWith("migrator: " + file).contains(message);
  }

  private static ObjectNode instance(ObjectNode answer) {
    return (ObjectNode) answer.at("/segments/0/instances/0");
  }

  private static void without(JsonNode answer, String tenant) {
    for (JsonNode segment : answer.get("segments")) {
      Iterator<JsonNode> instances = segment.get("instances").iterator();
      while (instances.hasNext()) {
        if (instances.next().get("tenant").asText().equals(tenant)) {
          instances.remove();
        }
      }
    }
  }

  private Path plan(String... options) throws IOException {
    String[] command = new String[options.length + 4];
    System.arraycopy(new String[] {"plan", scenario + "", "--output", "json"}, 0, command, 0, 4);
    System.arraycopy(options, 0, command, 4, options.length);
    assertThat(run(command)).as(err.toString()).isZero();
    return Files.writeString(folder.resolve("plan.json"), out.toString());
  }

  private Path edited(Consumer<ObjectNode> edit) throws IOException {
    Path plan = plan();
    ObjectNode answer = (ObjectNode) JSON.readTree(plan.toFile());
    edit.accept(answer);
    return Files.writeString(plan, answer.toString());
  }

  private int run(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Migrator.run(new PrintWriter(out), new PrintWriter(err), Map.of(), args);
  }

  private static List<String> keys(JsonNode node) {
    return node.properties().stream().map(Map.Entry::getKey).toList();
  }
}
