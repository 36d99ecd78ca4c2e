package dev.migrator.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.migrator.app.usage.UsageException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What authors may say of their scenarios. */
class LabelsTest {
  @Test
  void areFreeWordsInTheOrderOfTheirKeys() {
    assertThat(scenario("{tenants: 4, load: heavy, size: 1.5x}").labels().toString())
        .isEqualTo("{load=heavy, size=1.5x, tenants=4}");
  }

  @Test
  void mayBeMissing() {
    assertThat(scenario("{}").labels()).isEmpty();
  }

  @Test
  void areNotALine() {
    assertWrong(
        "{load: quite a lot}", "labels.load is 'quite a lot'; expected a word of at most 30");
  }

  @Test
  void areNotAList() {
    assertWrong("[heavy]", "x.yaml:2: labels is a list; expected a map such as {pattern: bursty");
  }

  @Test
  void areNotNested() {
    assertWrong("{load: {a: b}}", "labels.load is a map; expected a word");
  }

  @Test
  void haveKeysInSmallLetters() {
    assertWrong("{Load: heavy}", "labels.Load is not a key of labels; expected small letters");
  }

  @Test
  void areFew() {
    String many =
        IntStream.rangeClosed(0, Labels.MOST)
            .mapToObj("k%d: v"::formatted)
            .collect(Collectors.joining(", ", "{", "}"));
    assertWrong(many, "labels has 17 keys; expected at most 16.");
  }

  private static void assertWrong(String labels, String message) {
    assertThatThrownBy(() -> scenario(labels))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(message);
  }

  private static Scenario scenario(String labels) {
    String text =
        """
        name: x
        labels: %s
        gpus: {model: A100-80GB}
        windows: {count: 1}
        tenants:
          - {name: a, model: bert, slo: 200ms, arrivals: {generate: steady, mean: 10/s}}
        """
            .formatted(labels);
    return ScenarioFile.parse("x.yaml", text, List.of());
  }
}
