package dev.migrator.app.evaluation;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.migrator.app.scenario.ScenarioFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The variants that are known by name. */
class AblationsTest {
  @TempDir private Path folder;

  static Stream<Variant> all() {
    return Ablations.named(List.of(Ablations.ALL)).stream();
  }

  @ParameterizedTest
  @MethodSource("all")
  void setKeysThatScenariosHave(Variant variant) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("x.yaml"),
            """
            name: x
            gpus: {model: A100-80GB}
            windows: {count: 1, length: 200s, slot: 1s}
            tenants:
              - {name: a, model: bert, slo: 200ms, arrivals: {generate: steady, mean: 10/s}}
            """);

    assertThatCode(() -> ScenarioFile.read(file, Optional.empty(), variant.settings()).load())
        .doesNotThrowAnyException();
  }
}
