package dev.migrator.app.command;

import dev.migrator.app.scenario.LoadedScenario;
import dev.migrator.app.scenario.Scenario;
import dev.migrator.app.scenario.ScenarioFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how scenarios are read; they are common to several commands. */
final class ScenarioOptions {
  @Option(
      names = "--traces",
      paramLabel = "DIR",
      description = "A second folder in which traces are looked for.")
  private @Nullable Path traces;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The seed, in place of the scenario's own.")
  private @Nullable Long seed;

  @Option(
      names = "--forecast",
      paramLabel = "NAME",
      description =
          "What policies know of the future: automatic, last-value, moving-average, seasonal-naive,"
              + " holt, autoregressive, multi-scale, clairvoyant, or noisy:0.2 (the truth with an"
              + " error of 20 %%); else what the scenario says.")
  private @Nullable String forecast;

  Optional<String> forecast() {
    return Optional.ofNullable(forecast);
  }

  /** Reads all before any is loaded, so that every mistake in them is found at once. */
  List<LoadedScenario> load(List<Path> files, PrintWriter err) {
    List<Scenario> scenarios = files.stream().map(this::read).toList();
    List<LoadedScenario> loaded = scenarios.stream().map(Scenario::load).toList();
    loaded.stream()
        .flatMap(scenario -> scenario.warnings().stream())
        .forEach(warning -> err.println("migrator: warning: " + warning));
    err.flush();
    return loaded;
  }

  LoadedScenario load(Path file, PrintWriter err) {
    return load(List.of(file), err).getFirst();
  }

  private Scenario read(Path file) {
    return seeded(ScenarioFile.read(file, Optional.ofNullable(traces)));
  }

  private Scenario seeded(Scenario scenario) {
    return seed == null ? scenario : scenario.withSeed(seed);
  }
}
