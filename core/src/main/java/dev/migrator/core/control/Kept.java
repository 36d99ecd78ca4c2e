package dev.migrator.core.control;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Sharing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What exists, kept as it is.
 *
 * <p>With MPS two may exist of which one was to take the other's share. A retraining gets it when
 * it is ready; of two that infer the one that is ready keeps it.
 */
final class Kept {
  private Kept() {}

  /** The instances of a plan that keeps what the problem inherits. */
  static List<PlannedInstance> of(PlanningProblem problem) {
    List<PlannedInstance> kept = new ArrayList<>();
    problem.inherited().stream()
        .sorted(Comparator.comparingInt(Kept::rank))
        .map(instance -> whole(instance, problem.slots()))
        .forEach(instance -> add(instance, kept));
    return kept;
  }

  /** Retrainings first, then who serves, then who soonest will. */
  private static int rank(Inherited instance) {
    return switch (instance) {
      case Inherited.Retraining _ -> -1;
      case Inherited.Serving serving -> serving.readyAt();
    };
  }

  private static PlannedInstance whole(Inherited instance, int slots) {
    int ready = ready(instance);
    int to = Math.max(slots, ready + 1);
    return new PlannedInstance(instance.placement(), instance.task(), 0, ready, to, true);
  }

  /** With MIG what is kept counts as ready. */
  private static int ready(Inherited instance) {
    boolean isShare = instance.placement().profile().sharing() == Sharing.MPS;
    return switch (instance) {
      case Inherited.Retraining running -> running.ready();
      case Inherited.Serving serving -> isShare ? serving.readyAt() : 0;
    };
  }

  private static void add(PlannedInstance instance, List<PlannedInstance> kept) {
    int to =
        kept.stream()
            .filter(other -> other.placement().overlaps(instance.placement()))
            .mapToInt(PlannedInstance::ready)
            .min()
            .orElse(instance.to());
    if (instance.ready() < to) {
      kept.add(
          new PlannedInstance(
              instance.placement(), instance.task(), 0, instance.ready(), to, true));
    }
  }
}
