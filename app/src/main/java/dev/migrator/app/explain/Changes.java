package dev.migrator.app.explain;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Task;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The changes of layout in a plan.
 *
 * <p>What begins in the same slot belongs together if one goes for the other, or if it infers for
 * the same tenant; a retraining is a change by itself unless something else took the room of the
 * same instance.
 *
 * <p><b>Worked example.</b> In slot 50 a 2g of vision goes, and on its slices a 1g is set up for
 * text and a 1g for a retraining; elsewhere idle slices become a 1g of speech. Those are two
 * changes: the 2g with what is on its slices, and speech's 1g. Were the idle slices to become a 1g
 * of vision, it would take over from the 2g, and all would be one change.
 */
final class Changes {
  private final PlanningProblem problem;
  private final List<PlannedInstance> instances;
  private final List<Change.Replaced> given;

  Changes(PlanningProblem problem, List<PlannedInstance> instances) {
    this.problem = problem;
    this.instances = instances;
    this.given = givenUp();
  }

  /** In order of slots, then of placements. */
  List<Change> all() {
    return instances.stream()
        .filter(instance -> !instance.inherited())
        .map(PlannedInstance::from)
        .distinct()
        .sorted()
        .flatMap(slot -> at(slot).stream())
        .toList();
  }

  /** What ends before the horizon although nothing is set up for which it goes. */
  List<Change.Replaced> drains() {
    List<Change> changes = all();
    return given.stream()
        .filter(one -> changes.stream().noneMatch(change -> change.replaced().contains(one)))
        .toList();
  }

  private List<Change.Replaced> givenUp() {
    List<Change.Replaced> result = new ArrayList<>();
    for (Inherited inherited : problem.inherited()) {
      if (inherited instanceof Inherited.Serving serving && !isKept(serving)) {
        int to = serving.readyAt() + 1;
        result.add(
            new Change.Replaced(
                new PlannedInstance(
                    serving.placement(), serving.task(), 0, serving.readyAt(), to, true),
                0));
      }
    }
    for (PlannedInstance instance : instances) {
      if (instance.task() instanceof Task.Infer && instance.to() < problem.slots()) {
        result.add(new Change.Replaced(instance, instance.to()));
      }
    }
    result.sort(
        Comparator.comparingInt(Change.Replaced::at)
            .thenComparing(one -> one.instance().placement()));
    return result;
  }

  private boolean isKept(Inherited.Serving serving) {
    return instances.stream()
        .anyMatch(
            i ->
                i.inherited()
                    && i.placement().equals(serving.placement())
                    && i.task().equals(serving.task()));
  }

  private List<Change> at(int slot) {
    List<PlannedInstance> open =
        new ArrayList<>(
            instances.stream().filter(i -> !i.inherited() && i.from() == slot).toList());
    List<Change> changes = new ArrayList<>();
    while (!open.isEmpty()) {
      changes.add(around(open.getFirst(), slot, open));
    }
    return changes;
  }

  /** The change to which that instance belongs; its instances are taken out of {@code open}. */
  private Change around(PlannedInstance first, int slot, List<PlannedInstance> open) {
    List<PlannedInstance> created = new ArrayList<>(List.of(first));
    Set<Change.Replaced> replaced = new LinkedHashSet<>();
    open.remove(first);
    for (int i = 0; i < created.size(); i++) {
      PlannedInstance one = created.get(i);
      given.stream().filter(other -> goesFor(other, one)).forEach(replaced::add);
      List<PlannedInstance> more =
          open.stream().filter(other -> belongs(other, one, replaced)).toList();
      created.addAll(more);
      open.removeAll(more);
    }
    return new Change(slot, created, List.copyOf(replaced));
  }

  /** Whether that one goes for this one: for its slices, or because this one takes over. */
  private static boolean goesFor(Change.Replaced old, PlannedInstance one) {
    boolean forSlices =
        old.at() == one.from() && old.instance().placement().overlaps(one.placement());
    boolean takenOver =
        one.task() instanceof Task.Infer
            && old.instance().task().equals(one.task())
            && old.at() >= one.from()
            && old.at() <= one.ready()
            && !old.instance().equals(one);
    return forSlices || takenOver;
  }

  private static boolean belongs(
      PlannedInstance other, PlannedInstance one, Set<Change.Replaced> replaced) {
    boolean sameTenant = one.task() instanceof Task.Infer && other.task().equals(one.task());
    return sameTenant || replaced.stream().anyMatch(old -> goesFor(old, other));
  }
}
