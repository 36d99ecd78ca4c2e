package dev.migrator.core.control;

import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import java.util.List;

/** What remains of a plan some slots after it was made. */
final class Remainder {
  private Remainder() {}

  /**
   * The plan's instances in slots counted from now.
   *
   * @param passed slots since the plan was made
   * @return those that do not end before now; those that began before now are marked as inherited
   */
  static List<PlannedInstance> of(Plan plan, int passed) {
    return plan.instances().stream()
        .filter(instance -> instance.to() > passed)
        .map(instance -> shifted(instance, passed))
        .toList();
  }

  private static PlannedInstance shifted(PlannedInstance instance, int passed) {
    return new PlannedInstance(
        instance.placement(),
        instance.task(),
        Math.max(0, instance.from() - passed),
        Math.max(0, instance.ready() - passed),
        instance.to() - passed,
        instance.inherited() || instance.from() < passed);
  }
}
