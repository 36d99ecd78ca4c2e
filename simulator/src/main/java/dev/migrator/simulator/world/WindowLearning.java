package dev.migrator.simulator.world;

import dev.migrator.core.model.RetrainingChoice;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a tenant can learn in one window.
 *
 * @param before accuracy on entering the window, had the previous window ended with its best choice
 * @param choices the retrainings that the window's data allows, names unique; may be empty
 */
public record WindowLearning(double before, List<RetrainingChoice> choices) {
  public WindowLearning {
    Require.value(before >= 0 && before <= 1, "window", "before", before, "a number from 0 to 1");
    choices = List.copyOf(choices);
    Set<String> names = new HashSet<>();
    for (RetrainingChoice choice : choices) {
      Require.value(names.add(choice.name()), "window", "choice", choice.name(), "a unique name");
    }
  }

  /** Accuracy after the best choice; {@code before} where there is none. */
  public double bestAfter() {
    return choices.stream().mapToDouble(RetrainingChoice::accuracyAfter).max().orElse(before);
  }
}
