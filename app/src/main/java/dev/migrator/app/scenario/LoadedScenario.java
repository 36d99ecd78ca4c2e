package dev.migrator.app.scenario;

import dev.migrator.app.policy.Planning;
import dev.migrator.simulator.run.Experiment;
import java.util.List;

/**
 * A scenario with its requests.
 *
 * @param experiment what every policy runs
 * @param planning how it is planned
 * @param warnings what is legal but odd, in words
 */
public record LoadedScenario(Experiment experiment, Planning planning, List<String> warnings) {
  public LoadedScenario {
    warnings = List.copyOf(warnings);
  }
}
