package dev.migrator.app.explain;

import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import java.util.ArrayList;
import java.util.List;

/**
 * The plan as it would be without one change: what the change sets up is left out, and what went
 * for it stays until something else needs its slices. A retraining that misses one of its segments
 * would bring nothing, so all of them are left out.
 *
 * <p>It is legal whenever the plan is, but where the problem asks for a retraining that it leaves
 * out.
 */
final class Counterfactual {
  private final PlanningProblem problem;
  private final List<PlannedInstance> instances;

  private Counterfactual(PlanningProblem problem, List<PlannedInstance> instances) {
    this.problem = problem;
    this.instances = instances;
  }

  /** The instances of a plan without that change. */
  static List<PlannedInstance> without(
      PlanningProblem problem, List<PlannedInstance> plan, Change change) {
    List<PlannedInstance> left = new ArrayList<>(plan);
    left.removeAll(change.created());
    left.removeIf(instance -> change.retrains(instance.task()));
    Counterfactual other = new Counterfactual(problem, left);
    change.replaced().forEach(other::keep);
    return List.copyOf(left);
  }

  /** The instances of a plan in which that one does not go. */
  static List<PlannedInstance> keeping(
      PlanningProblem problem, List<PlannedInstance> plan, Change.Replaced given) {
    Counterfactual other = new Counterfactual(problem, new ArrayList<>(plan));
    other.keep(given);
    return List.copyOf(other.instances);
  }

  private void keep(Change.Replaced given) {
    PlannedInstance old = given.instance();
    instances.remove(old);
    int to = idleUntil(old.placement(), given.at());
    if (to > 0) {
      instances.add(
          new PlannedInstance(
              old.placement(), old.task(), old.from(), old.ready(), to, old.inherited()));
    }
  }

  /** The first slot from that one on in which the placement cannot be used. */
  private int idleUntil(Placement placement, int from) {
    int slot = from;
    while (slot < problem.slots() && isIdle(placement, slot)) {
      slot++;
    }
    return slot;
  }

  private boolean isIdle(Placement placement, int slot) {
    List<Placement> together = new ArrayList<>(List.of(placement));
    instances.stream()
        .filter(instance -> instance.existsIn(slot))
        .map(PlannedInstance::placement)
        .forEach(together::add);
    return Layout.isLegal(together);
  }
}
