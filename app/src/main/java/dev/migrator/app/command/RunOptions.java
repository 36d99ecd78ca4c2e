package dev.migrator.app.command;

import dev.migrator.app.scenario.LoadedScenario;
import dev.migrator.app.scenario.Scenario;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how scenarios are run. */
final class RunOptions {
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

  Optional<Long> seed() {
    return Optional.ofNullable(seed);
  }

  /** Reads and makes the requests of all, and tells what is odd. */
  List<LoadedScenario> load(List<Scenario> scenarios, Screen screen) {
    List<LoadedScenario> loaded = scenarios.stream().map(s -> seeded(s).load()).toList();
    loaded.forEach(scenario -> scenario.warnings().forEach(screen::warn));
    return loaded;
  }

  private Scenario seeded(Scenario scenario) {
    return seed == null ? scenario : scenario.withSeed(seed);
  }
}
