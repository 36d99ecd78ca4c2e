package dev.migrator.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.migrator.app.usage.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Golden messages: what a user reads who wrote a scenario wrongly. */
class ScenarioErrorsTest {
  private static final String GOOD =
      """
      name: small
      gpus: {model: A100-80GB, count: 1}
      windows: {count: 2, length: 20s, slot: 1s}
      seed: 7
      tenants:
        - name: vision
          model: resnet50
          slo: 100ms
          weight: 1.0
          arrivals: {generate: steady, mean: 20/s}
          retraining:
            - before: 0.74
              choices:
                - {name: fast, seconds: 3, after: 0.8}
            - before: 0.75
              choices:
                - {name: fast, seconds: 3, after: 0.81}
        - name: text
          model: bert
          slo: 200ms
          arrivals: {generate: bursty, mean: 12/s}
      """;

  @TempDir Path folder;

  @Test
  void acceptsTheScenarioThatTheOthersAreMadeFrom() {
    assertThat(ScenarioFile.parse("s.yaml", GOOD, List.of()).name()).isEqualTo("small");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\\nb", "a\\e[31mb", "\\u0085"})
  void refusesNamesThatATerminalObeys(String name) {
    String text = GOOD.replace("name: vision", "name: \"" + name + "\"");

    assertThatThrownBy(() -> ScenarioFile.parse("s.yaml", text, List.of()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("expected a name without line breaks and other control characters");
  }

  @ParameterizedTest(name = "{0} becomes {1}")
  @MethodSource("mistakes")
  void saysWhatIsWrongWhereAndWhatWasExpected(String good, String bad, String message) {
    assertThat(GOOD).as("the test's own scenario").contains(good);
    String text = GOOD.replaceFirst(Pattern.quote(good), bad);

    assertThatThrownBy(() -> ScenarioFile.parse("s.yaml", text, List.of(Path.of("nowhere"))))
        .isInstanceOf(UsageException.class)
        .hasMessage(message);
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake(
            "weight: 1.0",
            "weight: 1000001",
            "s.yaml:9: tenants[0].weight is 1000001; expected a number from 0.000001 to 1000000."),
        mistake(
            "weight: 1.0",
            "wieght: 1.0",
            "s.yaml:9: tenants[0].wieght is not known; expected one of name, model, slo,"
                + " most-batch, weight, floor, arrivals, accuracy, retraining, copies. Maybe"
                + " `tenants[0].weight`?"),
        mistake(
            "seed: 7",
            "window: 7",
            "s.yaml:4: window is not known; expected one of name, labels, gpus, windows,"
                + " reconfiguration,"
                + " seed, planning, sharing, retraining-error, tenants. Maybe `windows`?"),
        mistake(
            "model: bert\n",
            "model: bert\n    name: text2\n",
            "s.yaml:20: tenants[1].name is given twice; expected once. Maybe line 18 is a"
                + " leftover?"),
        mistake(
            "12/s",
            "-12/s",
            "s.yaml:21: tenants[1].arrivals.mean is '-12/s'; expected a rate of at least 0 such as"
                + " 120/s."),
        mistake(
            "12/s",
            "12",
            "s.yaml:21: tenants[1].arrivals.mean is 12; expected a rate of at least 0 such as"
                + " 120/s. Maybe `12/s`?"),
        mistake(
            "weight: 1.0",
            "weight: much",
            "s.yaml:9: tenants[0].weight is 'much'; expected a number from 0.000001 to 1000000."),
        mistake(
            "weight: 1.0",
            "weight: '1.0'",
            "s.yaml:9: tenants[0].weight is '1.0'; expected a number from 0.000001 to 1000000."
                + " Maybe without the quotes?"),
        mistake(
            "weight: 1.0",
            "weight: .inf",
            "s.yaml:9: tenants[0].weight is .inf; expected a number from 0.000001 to 1000000."),
        mistake(
            "weight: 1.0",
            "weight:",
            "s.yaml:9: tenants[0].weight is empty; expected a number from 0.000001 to 1000000."),
        mistake(
            "slo: 200ms",
            "slo: 200",
            "s.yaml:20: tenants[1].slo is 200; expected a duration above 0 such as 200s, 100ms or"
                + " 2min. Maybe `200s`?"),
        mistake(
            "slo: 200ms",
            "slo: 0ms",
            "s.yaml:20: tenants[1].slo is '0ms'; expected a duration above 0 such as 200s, 100ms"
                + " or 2min."),
        mistake(
            "    slo: 200ms\n",
            "",
            "s.yaml:18: tenants[1].slo is missing; expected a duration above 0 such as 200s, 100ms"
                + " or 2min."),
        mistake(
            "name: text",
            "name: vision",
            "s.yaml:18: tenants[1].name is 'vision'; expected a name of its own; tenants[0].name on"
                + " line 6 has it."),
        mistake(
            "name: text",
            "name: 7",
            "s.yaml:18: tenants[1].name is 7; expected a text. Maybe '7' in quotes?"),
        mistake(
            "model: bert",
            "model: brt",
            "s.yaml:19: tenants[1].model is 'brt'; expected a service profile file (.json) or a"
                + " model measured on A100-80GB: one of resnet50, resnet101, resnet152,"
                + " densenet121, densenet169, densenet201, inceptionv3, mobilenetv2, vgg16, vgg19,"
                + " bert, bert-base, vit. Maybe `bert`?"),
        mistake(
            "model: bert",
            "model: mine.json",
            "s.yaml:19: tenants[1].model is 'mine.json'; expected a file in nowhere. Maybe name"
                + " its folder with --traces?"),
        mistake(
            "count: 1}",
            "count: 0}",
            "s.yaml:2: gpus.count is 0; expected a whole number from 1 to 10000."),
        mistake(
            "gpus: {model: A100-80GB, count: 1}",
            "gpus: [{model: A100-80GB, count: 9999}, {model: A30, count: 2}]",
            "s.yaml:2: gpus is 10001 GPUs; expected 1 to 10000 GPUs."),
        mistake(
            "gpus: {model: A100-80GB, count: 1}",
            "gpus: [A100-80GB]",
            "s.yaml:2: gpus[0] is 'A100-80GB'; expected a map with model and count, or a list of"
                + " such maps for a fleet."),
        mistake(
            "name: text",
            "name: text\n    copies: 10000",
            "s.yaml:6: tenants is 10001 tenants; expected 1 to 10000 tenants."),
        mistake(
            "name: text",
            "name: text\n    copies: many",
            "s.yaml:19: tenants[1].copies is 'many'; expected a whole number from 1 to 10000."),
        mistake(
            "- name: text",
            "- {name: vision-2, model: bert, slo: 1s, arrivals: {generate: steady}}\n  - name:"
                + " vision\n    copies: 2",
            "s.yaml:19: tenants[2].name is 'vision-2'; expected a name of its own; tenants[1].name"
                + " on line 18 has it."),
        mistake(
            "model: bert",
            "model: [bert, bert]",
            "s.yaml:19: tenants[1].model[1] is 'bert'; expected one service profile for each GPU"
                + " model; tenants[1].model[0] has one for A100-80GB."),
        mistake(
            "mean: 12/s",
            "mean: 12/s, stagger: 5s",
            "s.yaml:21: tenants[1].arrivals.stagger is not known; expected one of generate, mean,"
                + " peak-to-mean, period, phase, load, history, seed."),
        mistake(
            "count: 1}",
            "profiles: [1g, 9g]}",
            "s.yaml:2: gpus.profiles[1] is '9g'; expected a profile of A100-80GB: one of 1g,"
                + " 1g+me, 1gd, 2g, 3g, 4g, 7g. Maybe `1g`?"),
        mistake(
            "count: 1}",
            "profiles: few}",
            "s.yaml:2: gpus.profiles is 'few'; expected base, all or a list such as [1g, 3g]."),
        mistake(
            "windows: {count: 2, length: 20s, slot: 1s}",
            "windows: {count: 3, length: 20s, slot: 1s}",
            "s.yaml:12: tenants[0].retraining has 2 entries; expected 3, one for each window. Maybe"
                + " windows.count should be 2?"),
        mistake(
            "windows: {count: 2, length: 20s, slot: 1s}",
            "windows: {count: 1, length: 20s, slot: 1s}",
            "s.yaml:12: tenants[0].retraining has 2 entries; expected 1, one for each window. Maybe"
                + " windows.count should be 2?"),
        mistake(
            "count: 2, length",
            "count: 0, length",
            "s.yaml:3: windows.count is 0; expected a whole number from 1 to 100000."),
        mistake(
            "count: 2, length",
            "count: 2.5, length",
            "s.yaml:3: windows.count is 2.5; expected a whole number from 1 to 100000."),
        mistake(
            "slot: 1s",
            "slot: 1.5s",
            "s.yaml:3: windows.slot is 1500ms; expected whole seconds, at most 1073s, as traces"
                + " count by seconds."),
        mistake(
            "slot: 1s",
            "slot: 3s",
            "s.yaml:3: windows.length is 20000ms; expected a multiple of the slot, which is 3s."),
        mistake(
            "windows: {count: 2, length: 20s, slot: 1s}",
            "windows: [2, 20s]",
            "s.yaml:3: windows is a list; expected a map with the keys count, length, slot."),
        mistake(
            "{generate: steady, mean: 20/s}",
            "20/s",
            "s.yaml:10: tenants[0].arrivals is '20/s'; expected a map with the keys trace, format,"
                + " offset, scale, repeat, overlay, apart, gaps, generate, mean, peak-to-mean,"
                + " period, phase, load, history, seed, stagger."),
        mistake(
            "generate: steady",
            "generate: stead",
            "s.yaml:10: tenants[0].arrivals.generate is 'stead'; expected a generator: one of"
                + " steady, diurnal, bursty, flash-crowd, like-twitter, like-azure-code,"
                + " like-azure-conv. Maybe `steady`?"),
        mistake(
            "mean: 20/s",
            "mean: 20/s, scale: 2",
            "s.yaml:10: tenants[0].arrivals.scale is not known; expected one of generate, mean,"
                + " peak-to-mean, period, phase, load, history, seed. Maybe"
                + " `tenants[0].arrivals.phase`?"),
        mistake(
            "mean: 20/s",
            "mean: 20/s, load: 0.5",
            "s.yaml:10: tenants[0].arrivals.load is given beside mean; expected one of them."),
        mistake(
            "mean: 20/s",
            "mean: 20/s, peak-to-mean: 2",
            "s.yaml:10: tenants[0].arrivals.generate cannot be had: steady: peak-to-mean was given;"
                + " expected none, as this generator has no such setting. Maybe bursty."),
        mistake(
            "{generate: steady, mean: 20/s}",
            "{mean: 20/s}",
            "s.yaml:10: tenants[0].arrivals has neither trace nor generate; expected one of"
                + " them."),
        mistake(
            "{generate: steady, mean: 20/s}",
            "{trace: t.txt, format: counts-per-second}",
            "s.yaml:10: tenants[0].arrivals.trace is 't.txt'; expected a file in nowhere. Maybe"
                + " name its folder with --traces?"),
        mistake(
            "before: 0.75",
            "before: 75",
            "s.yaml:15: tenants[0].retraining[1].before is 75; expected a number from 0 to 1."),
        mistake(
            "- {name: fast, seconds: 3, after: 0.81}",
            "- {name: fast, seconds: -3, after: 0.81}",
            "s.yaml:17: tenants[0].retraining[1].choices[0].seconds is -3; expected a number from"
                + " 0.001 to 1000000."),
        mistake(
            "- {name: fast, seconds: 3, after: 0.81}",
            "- {name: fast, seconds: 3, after: 0.81}\n          - {name: fast, seconds: 4, after:"
                + " 0.9}",
            "s.yaml:18: tenants[0].retraining[1].choices[1].name is 'fast'; expected a name of its"
                + " own among the choices."),
        mistake(
            "weight: 1.0",
            "accuracy: 0.9",
            "s.yaml:9: tenants[0].accuracy is given; expected none, as the tenant is retrained."
                + " Maybe it is the first window's `before`?"),
        mistake(
            "seed: 7",
            "seed: *a",
            "s.yaml:4: seed uses a YAML anchor or alias; expected plain values. Maybe write the"
                + " value out?"),
        mistake(
            "seed: 7",
            "reconfiguration: {start: soon}",
            "s.yaml:4: reconfiguration.start is 'soon'; expected a duration such as 5.5s, 100ms or"
                + " 2min."),
        mistake(
            "seed: 7",
            "planning: {lookahead: 30s}",
            "s.yaml:4: planning.lookahead is 30s; expected at most a window, which is 20s."),
        mistake(
            "seed: 7",
            "planning: {replan-on: often}",
            "s.yaml:4: planning.replan-on is 'often'; expected deviation or none."),
        mistake(
            "weight: 1.0",
            "floor: 1.1",
            "s.yaml:9: tenants[0].floor is 1.1; expected a number from 0 to 1."),
        mistake(
            "seed: 7",
            "planning: {terminal: -1}",
            "s.yaml:4: planning.terminal is -1; expected a number from 0 to 1000."),
        mistake(
            "seed: 7",
            "planning: {pausing: maybe}",
            "s.yaml:4: planning.pausing is 'maybe'; expected off, on or a map such as {save: 1s,"
                + " restore: 2s}."),
        mistake(
            "count: 1}",
            "count: 2}\nplanning: {pausing: on}",
            "s.yaml:3: planning.pausing is on for 2 GPUs; expected off, for retrainings can be"
                + " paused on a single GPU only."),
        mistake(
            "seed: 7",
            "planning: {retraining: {choice: fast}}",
            "s.yaml:4: planning.retraining.choice is 'fast'; expected a rule: one of any,"
                + " most-accurate, fastest, none. Maybe `fastest`?"),
        mistake(
            "seed: 7",
            "planning: {uncertainty: quantile}",
            "s.yaml:4: planning.uncertainty is 'quantile'; expected what arrivals are planned for:"
                + " one of mean, quantiles. Maybe `quantiles`?"),
        mistake(
            "seed: 7",
            "planning: {uncertainty: mean, levels: 5}",
            "s.yaml:4: planning.levels is 5; expected none where the mean is planned for. Maybe"
                + " `uncertainty: quantiles`?"),
        mistake(
            "seed: 7",
            "planning: {uncertainty: quantiles, levels: 1}",
            "s.yaml:4: planning.levels is 1; expected a whole number from 2 to 100."),
        mistake(
            "seed: 7",
            "planning: {risk: 1.2}",
            "s.yaml:4: planning.risk is 1.2; expected a number from 0 to 1."),
        mistake(
            "seed: 7",
            "planning: {tail: 0}",
            "s.yaml:4: planning.tail is 0; expected a number from 0.001 to 1."),
        mistake(
            "seed: 7",
            "planning: {retraining-uncertainty: {gain: -0.1}}",
            "s.yaml:4: planning.retraining-uncertainty.gain is -0.1; expected a number from 0 to"
                + " 3."),
        mistake(
            "seed: 7",
            "planning: {retraining-uncertainty: 0.2}",
            "s.yaml:4: planning.retraining-uncertainty is 0.2; expected a map with the keys"
                + " duration, gain."),
        mistake(
            "seed: 7",
            "retraining-error: {duration: big}",
            "s.yaml:4: retraining-error.duration is 'big'; expected a number from 0 to 3."),
        mistake(
            "seed: 7",
            "sharing: {interference: -0.1}",
            "s.yaml:4: sharing.interference is -0.1; expected a number from 0 to 10."),
        mistake(
            "seed: 7",
            "sharing: {interfering: 0.1}",
            "s.yaml:4: sharing.interfering is not known; expected one of interference, training."
                + " Maybe `sharing.interference`?"),
        mistake(
            "seed: 7",
            "sharing: {training: alon}",
            "s.yaml:4: sharing.training is 'alon'; expected how fast trainings are on shares: one"
                + " of bounded, alone. Maybe `alone`?"));
  }

  @Test
  void namesTheNearestGpuModel() {
    assertThatThrownBy(() -> parse(GOOD.replace("A100-80GB", "A100-80")))
        .hasMessageStartingWith("s.yaml:2: gpus.model is 'A100-80'; expected a GPU model: one of ")
        .hasMessageContaining("A30-24GB, ")
        .hasMessageEndingWith(" Maybe `A100-80GB`?");
  }

  @Test
  void wantsAtLeastOneTenant() {
    String none = GOOD.substring(0, GOOD.indexOf("tenants:"));
    assertThatThrownBy(() -> parse(none + "tenants: []\n"))
        .hasMessage("s.yaml:5: tenants is an empty list; expected 1 to 10000 tenants.");
    assertThatThrownBy(() -> parse(none))
        .hasMessage("s.yaml:1: tenants is missing; expected a list of tenants.");
    assertThatThrownBy(() -> parse(none + "tenants: {name: a}\n"))
        .hasMessage(
            "s.yaml:5: tenants is a map; expected a list of tenants, each beginning with"
                + " `- name:`.");
  }

  @Test
  void saysOnWhichLineTheYamlIsBroken() {
    assertThatThrownBy(() -> parse("name: a\ngpus: {model: [\n"))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("s.yaml:3: the scenario is not valid YAML: ");
    assertThatThrownBy(() -> parse("name: a\n\tgpus: 1\n"))
        .hasMessageStartingWith("s.yaml:2: the scenario is not valid YAML: ");
  }

  @Test
  void refusesWhatIsNoScenarioAtAll() {
    assertThatThrownBy(() -> parse(""))
        .hasMessage(
            "s.yaml:1: the scenario is empty; expected a map with name, gpus, windows and"
                + " tenants.");
    assertThatThrownBy(() -> parse("- a\n- b\n"))
        .hasMessage(
            "s.yaml:1: the scenario is a list; expected a map with the keys name, labels, gpus,"
                + " windows,"
                + " reconfiguration, seed, planning, sharing, retraining-error, tenants.");
    assertThatThrownBy(() -> parse(GOOD + "---\nname: other\n"))
        .hasMessageContaining("has a second document");
  }

  @Test
  void refusesLongValuesLongFilesAndDeepNesting() {
    assertThatThrownBy(() -> parse(GOOD.replace("small", "x".repeat(5_000))))
        .hasMessage("s.yaml:1: name holds 5000 characters; expected at most 4096.");
    assertThatThrownBy(() -> parse("name: " + "x".repeat(1_000_000)))
        .hasMessage(
            "s.yaml:1: the scenario has 1000006 characters; expected at most 1000000. Maybe this"
                + " is not a scenario?");
    assertThatThrownBy(() -> parse("name: " + "[".repeat(100_000)))
        .hasMessageContaining("is nested too deeply; expected at most 16 levels.");
  }

  @Test
  void refusesAliasesInsteadOfExpandingThem() {
    String bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n";
    assertThatThrownBy(() -> parse(bomb)).hasMessageContaining("uses a YAML anchor or alias");
  }

  @Test
  void saysWhichFileCannotBeRead() throws IOException {
    Path missing = folder.resolve("missing.yaml");
    assertThatThrownBy(() -> ScenarioFile.read(missing, Optional.empty()))
        .isInstanceOf(UsageException.class)
        .hasMessage(missing + ": there is no such file; expected a scenario.");
    Path binary = Files.write(folder.resolve("b.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThatThrownBy(() -> ScenarioFile.read(binary, Optional.empty()))
        .hasMessage(binary + ": is not UTF-8 text; expected a scenario.");
    assertThatThrownBy(() -> ScenarioFile.read(folder, Optional.empty()))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(folder + ": ");
  }

  @Test
  void keepsFileAndLineOfADamagedTrace() throws IOException {
    Path trace = Files.writeString(folder.resolve("t.txt"), "5\n".repeat(30) + "many\n");
    Scenario scenario = withTrace("{trace: t.txt, format: counts-per-second}");

    assertThatThrownBy(scenario::load)
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("s.yaml:10: tenants[0].arrivals cannot be had: ")
        .hasMessageContaining(trace.toString())
        .hasMessageContaining("31")
        .hasMessageContaining("many");
  }

  @Test
  void saysThatATraceIsTooShort() throws IOException {
    Files.writeString(folder.resolve("t.txt"), "5\n".repeat(30));
    Scenario scenario = withTrace("{trace: t.txt, format: counts-per-second}");

    assertThatThrownBy(scenario::load)
        .hasMessageContaining("holds 30 seconds; the 40 seconds from second 0 on")
        .hasMessageContaining("Maybe `repeat: true`");
  }

  @Test
  void wantsNoMoreHistoryThanThereIs() throws IOException {
    Files.writeString(folder.resolve("t.txt"), "5\n".repeat(90));
    assertThatThrownBy(
            () -> withTrace("{trace: t.txt, format: counts-per-second, offset: 30s, history: 40s}"))
        .hasMessage(
            "s.yaml:10: tenants[0].arrivals.history is 40s; expected at most the offset, which is"
                + " 30s. Maybe a later offset?");
  }

  private Scenario withTrace(String arrivals) {
    String text = GOOD.replace("{generate: steady, mean: 20/s}", arrivals);
    return ScenarioFile.parse("s.yaml", text, List.of(folder));
  }

  private static Scenario parse(String text) {
    return ScenarioFile.parse("s.yaml", text, List.of());
  }

  private static Arguments mistake(String good, String bad, String message) {
    return Arguments.of(good, bad, message);
  }
}
