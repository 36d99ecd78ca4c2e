package dev.migrator.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.migrator.app.usage.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys that have other values than in the file. */
class SettingTest {
  private static final String TEXT =
      """
      name: x
      gpus: {model: A100-80GB}
      windows: {count: 1, length: 50s}
      planning: {replan: 10s}
      tenants:
        - {name: a, model: bert, slo: 200ms, arrivals: {generate: steady, mean: 10/s}}
        - {name: b, model: bert, slo: 300ms, arrivals: {generate: steady, mean: 10/s}}
      """;

  @TempDir private Path folder;

  @Test
  void takesThePlaceOfAKeyOfTheFile() throws IOException {
    assertThat(read("planning.replan=7s").planning().replan()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void makesTheMapsOnItsWay() throws IOException {
    assertThat(read("reconfiguration.start=9s").load().experiment().settings().workerStart())
        .isEqualTo(Duration.ofSeconds(9));
  }

  @Test
  void holdsForEachElementOfAList() throws IOException {
    assertThat(read("tenants[*].slo=70ms").load().experiment().tenants())
        .extracting(tenant -> tenant.slo().toMillis())
        .containsExactly(70L, 70L);
  }

  @Test
  void mayBeAMap() throws IOException {
    assertThat(read("windows={count: 3, length: 20s}").windows()).isEqualTo(3);
  }

  @Test
  void holdsAfterThoseBeforeIt() throws IOException {
    assertThat(read("planning.replan=7s", "planning.replan=8s").planning().replan())
        .isEqualTo(Duration.ofSeconds(8));
  }

  @Test
  void isNotSetInsideAWord() {
    assertThatThrownBy(() -> read("name.first=y"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("name is 'x'; expected a map, in which 'first' is to be set");
  }

  @Test
  void isNotSetInEachElementOfWhatIsNoList() {
    assertThatThrownBy(() -> read("windows[*].count=1"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("expected a list, of which each element is to be changed");
  }

  @Test
  void isSetInEveryElementOfAListOnly() {
    assertThatThrownBy(() -> Setting.of("tenants[0].slo=50ms"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(
            "tenants[0].slo cannot be set; expected keys parted by dots, and [*]");
  }

  @Test
  void needsAKeyAndAValue() {
    for (String text : new String[] {"planning.replan", "=7s", "planning.replan="}) {
      assertThatThrownBy(() -> Setting.of(text))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("expected KEY=VALUE");
    }
  }

  private Scenario read(String... settings) throws IOException {
    Path file = Files.writeString(folder.resolve("x.yaml"), TEXT);
    return ScenarioFile.read(
        file, Optional.empty(), Arrays.stream(settings).map(Setting::of).toList());
  }
}
