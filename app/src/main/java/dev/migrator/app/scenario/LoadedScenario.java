package dev.migrator.app.scenario;

import dev.migrator.app.policy.MpsForm;
import dev.migrator.app.policy.Planning;
import dev.migrator.catalog.MpsSettings;
import dev.migrator.core.model.Sharing;
import dev.migrator.simulator.run.Experiment;
import java.util.List;

/**
 * A scenario with its requests.
 *
 * @param experiment what every policy runs, in its MIG form
 * @param planning how it is planned
 * @param sharing what sharing by MPS is taken to cost
 * @param warnings what is legal but odd, in words
 */
public record LoadedScenario(
    Experiment experiment, Planning planning, MpsSettings sharing, List<String> warnings) {
  public LoadedScenario {
    warnings = List.copyOf(warnings);
  }

  /**
   * The experiment in the form in which GPUs are shared.
   *
   * @throws dev.migrator.app.usage.UsageException if there is none for these tenants
   */
  public Experiment experiment(Sharing form) {
    return switch (form) {
      case MIG -> experiment;
      case MPS -> MpsForm.of(experiment, sharing);
    };
  }
}
