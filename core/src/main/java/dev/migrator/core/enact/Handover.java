package dev.migrator.core.enact;

import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.ObservedInstance;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.Sharing;
import dev.migrator.core.model.Task;
import java.util.List;

/**
 * The moment in which a share of MPS changes hands.
 *
 * <p>Nobody is silent for it: who gives a share up serves on until one of those who get it is
 * ready, should they be late; and who is ready waits until nobody else works on the share, should
 * that one be late or itself be early. A retraining that is ready trains and waits for nobody.
 *
 * @param due what the plan wants to be ready now
 * @param observed what exists
 */
record Handover(List<PlannedInstance> due, List<ObservedInstance> observed) {

  /** Whether an instance that the plan wants no more is to serve on. */
  boolean servesOn(ObservedInstance instance) {
    List<PlannedInstance> successors =
        due.stream().filter(next -> next.placement().overlaps(instance.placement())).toList();
    return isShare(instance.placement())
        && instance.admitted()
        && !successors.isEmpty()
        && successors.stream().noneMatch(this::isReady)
        && !isTrainedOn(instance.placement());
  }

  /** Whether an instance that is ready has to wait because another works on its share. */
  boolean waits(ObservedInstance instance, List<ObservedInstance> admitted) {
    return isShare(instance.placement())
        && (isTrainedOn(instance.placement())
            || admitted.stream()
                .filter(other -> !other.id().equals(instance.id()))
                .anyMatch(other -> other.placement().overlaps(instance.placement())));
  }

  private boolean isReady(PlannedInstance next) {
    return observed.stream()
        .filter(Handover::isReady)
        .anyMatch(i -> i.placement().equals(next.placement()) && i.task().equals(next.task()));
  }

  private boolean isTrainedOn(Placement share) {
    return observed.stream()
        .filter(Handover::isReady)
        .filter(instance -> instance.task() instanceof Task.Retrain)
        .anyMatch(instance -> instance.placement().overlaps(share));
  }

  private static boolean isReady(ObservedInstance instance) {
    return instance.state() == InstanceState.READY;
  }

  private static boolean isShare(Placement placement) {
    return placement.profile().sharing() == Sharing.MPS;
  }
}
