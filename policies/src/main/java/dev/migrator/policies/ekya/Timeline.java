package dev.migrator.policies.ekya;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Task;
import dev.migrator.policies.Running;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The instances of a plan that is made change by change.
 *
 * <p>What is wanted from a slot on and does not exist is set up: with MIG from that slot on, with
 * MPS so long before that it is ready then, if the horizon allows. What is not wanted any more goes
 * when something takes its slices, and stays if nothing does.
 */
final class Timeline {
  private final PlanningProblem problem;
  private final List<PlannedInstance> instances = new ArrayList<>();

  /** That begins with what the problem inherits. */
  Timeline(PlanningProblem problem) {
    this.problem = problem;
    Set<String> names =
        problem.tenants().stream().map(tenant -> tenant.name()).collect(Collectors.toSet());
    problem.inherited().stream()
        .filter(inherited -> names.contains(inherited.task().tenant()))
        .map(this::kept)
        .forEach(instances::add);
  }

  private Timeline(Timeline other) {
    this.problem = other.problem;
    this.instances.addAll(other.instances);
  }

  /** One that goes on separately from here. */
  Timeline copy() {
    return new Timeline(this);
  }

  /** All of them so far. */
  List<PlannedInstance> instances() {
    return List.copyOf(instances);
  }

  /** Those that are to be there at a slot. */
  List<PlannedInstance> at(int slot) {
    return instances.stream().filter(i -> i.existsIn(slot)).toList();
  }

  /**
   * From a slot on there is this, and besides the retrainings that have begun.
   *
   * @param wanted instances that exist from before, and new ones
   */
  void change(List<PlannedInstance> wanted, int slot) {
    List<PlannedInstance> settled = new ArrayList<>(wanted);
    List<PlannedInstance> leaving = new ArrayList<>();
    for (PlannedInstance instance : instances) {
      if (instance.task() instanceof Task.Retrain || instance.to() <= slot) {
        settled.add(instance);
      } else if (!wanted.contains(instance)) {
        leaving.add(instance);
      }
    }
    leaving.sort(Comparator.comparingInt(PlannedInstance::ready));
    leaving.forEach(instance -> settleUntilTaken(instance, settled));
    instances.clear();
    instances.addAll(settled);
  }

  /**
   * An inference on a place from a slot on: the one that is there, or a new one.
   *
   * @return empty if a new one would not be ready before the horizon ends
   */
  Optional<PlannedInstance> infer(Holding holding, String tenant, int slot) {
    Task task = new Task.Infer(tenant);
    return instances.stream()
        .filter(i -> i.placement().equals(holding.placement()) && i.task().equals(task))
        .filter(i -> i.to() > slot)
        .findFirst()
        .or(() -> Optional.of(begun(holding, task, slot)))
        .filter(i -> i.ready() < problem.slots());
  }

  private PlannedInstance begun(Holding holding, Task task, int slot) {
    int setUp = problem.setupSlots(holding.placement().profile());
    int from =
        switch (holding.placement().profile().sharing()) {
          case MIG -> slot;
          case MPS -> Math.max(0, slot - setUp);
        };
    return new PlannedInstance(
        holding.placement(), task, from, from + setUp, problem.slots(), false);
  }

  private PlannedInstance kept(Inherited inherited) {
    return switch (inherited) {
      case Inherited.Serving s ->
          new PlannedInstance(s.placement(), s.task(), 0, s.readyAt(), problem.slots(), true);
      case Inherited.Retraining r ->
          new PlannedInstance(r.placement(), r.task(), 0, r.ready(), r.endsAt(), true);
    };
  }

  private static void settleUntilTaken(PlannedInstance leaving, List<PlannedInstance> settled) {
    int to = leaving.to();
    for (PlannedInstance other : settled) {
      if (Running.exclude(leaving.placement(), other.placement())
          && other.to() > leaving.takesFrom()) {
        to = Math.min(to, other.takesFrom());
      }
    }
    if (to > leaving.ready()) {
      settled.add(
          new PlannedInstance(
              leaving.placement(),
              leaving.task(),
              leaving.from(),
              leaving.ready(),
              to,
              leaving.inherited()));
    }
  }
}
