package dev.migrator.policies.astraea;

import dev.migrator.policies.Training;
import java.util.List;
import java.util.Optional;

/**
 * Who gets how many granules.
 *
 * @param inference by tenant
 * @param retraining by tenant; 0 where none is begun
 * @param trainings by tenant: the retraining on its share
 */
record Shares(
    List<Integer> inference, List<Integer> retraining, List<Optional<Training>> trainings) {
  Shares {
    inference = List.copyOf(inference);
    retraining = List.copyOf(retraining);
    trainings = List.copyOf(trainings);
  }
}
