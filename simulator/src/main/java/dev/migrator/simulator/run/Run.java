package dev.migrator.simulator.run;

import dev.migrator.core.model.Plan;
import dev.migrator.core.model.Scorecard;
import dev.migrator.simulator.world.Recording;
import java.util.List;

/**
 * What one policy did in an experiment.
 *
 * @param scorecard what it achieved
 * @param recording what happened, slot by slot
 * @param plans the plans that were applied, in order
 * @param refused what was wrong with plans that were not applied
 */
public record Run(
    Scorecard scorecard, Recording recording, List<Plan> plans, List<String> refused) {
  public Run {
    plans = List.copyOf(plans);
    refused = List.copyOf(refused);
  }
}
