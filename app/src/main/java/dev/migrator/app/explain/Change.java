package dev.migrator.app.explain;

import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.Task;
import java.util.Comparator;
import java.util.List;

/**
 * A change of layout: what is set up together, and what goes for it.
 *
 * @param slot in which the set-up begins
 * @param created the instances set up, inference first, then in order of placement; at least one
 * @param replaced inference instances that end for it: in this slot, or of the same tenants by the
 *     time the new ones are ready; as the plan has them, or as inherited if it has them not at all
 */
record Change(int slot, List<PlannedInstance> created, List<Replaced> replaced) {
  private static final Comparator<PlannedInstance> ORDER =
      Comparator.comparing((PlannedInstance i) -> i.task() instanceof Task.Retrain)
          .thenComparing(PlannedInstance::placement);

  Change {
    created = created.stream().sorted(ORDER).toList();
    replaced = List.copyOf(replaced);
  }

  /**
   * An inference instance that is given up.
   *
   * @param instance it, as it would be if it were kept for a slot longer; only its end matters less
   * @param at the slot from which its slices are free; 0 if the plan does not have it at all
   */
  record Replaced(PlannedInstance instance, int at) {}

  /** The slot in which all that is set up is ready. */
  int ready() {
    return created.stream().mapToInt(PlannedInstance::ready).max().orElse(slot);
  }

  /** The slot up to which the change costs: inference is ready, retrainings have ended. */
  int paidBy() {
    return created.stream().mapToInt(i -> isRetraining(i) ? i.to() : i.ready()).max().orElse(slot);
  }

  /** The slot in which the last of what is set up goes. */
  int until() {
    return created.stream().mapToInt(PlannedInstance::to).max().orElse(slot);
  }

  List<PlannedInstance> retrainings() {
    return created.stream().filter(Change::isRetraining).toList();
  }

  /** Whether it sets up what trains for that task, or a segment of it. */
  boolean retrains(Task task) {
    return retrainings().stream().anyMatch(retraining -> retraining.task().equals(task));
  }

  List<PlannedInstance> inference() {
    return created.stream().filter(i -> !isRetraining(i)).toList();
  }

  private static boolean isRetraining(PlannedInstance instance) {
    return instance.task() instanceof Task.Retrain;
  }
}
