package dev.migrator.app.command;

import dev.migrator.app.scenario.LoadedScenario;
import dev.migrator.app.scenario.Scenario;
import dev.migrator.app.scenario.ScenarioFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say how scenario files are read and run. */
final class ScenarioOptions {
  @Option(
      names = "--traces",
      paramLabel = "DIR",
      description = "A second folder in which traces are looked for.")
  private @Nullable Path traces;

  @Mixin private RunOptions runs = new RunOptions();

  Optional<String> forecast() {
    return runs.forecast();
  }

  Optional<Long> seed() {
    return runs.seed();
  }

  Optional<Path> traces() {
    return Optional.ofNullable(traces);
  }

  /** Reads all files before any requests: a mistake in the last one is found at once. */
  List<LoadedScenario> load(List<Path> files, Screen screen) {
    List<Scenario> scenarios =
        files.stream().map(file -> ScenarioFile.read(file, Optional.ofNullable(traces))).toList();
    return runs.load(scenarios, screen);
  }

  LoadedScenario load(Path file, Screen screen) {
    return load(List.of(file), screen).getFirst();
  }
}
