package dev.migrator.core.enact;

import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.ObservedInstance;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.Snapshot;
import dev.migrator.core.model.Step;
import dev.migrator.core.model.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns a plan into the steps of one slot, by comparing what should exist with what does.
 *
 * <p>Level-triggered: what was missed in one slot is done in the next, and nothing is done twice. A
 * retraining that has begun is never stopped, and what needs its slices waits.
 */
public final class Enactor {
  private final List<PlannedInstance> planned;
  private final int slot;
  private final Snapshot snapshot;
  private final Set<String> retrained;
  private final boolean preInitialization;
  private final List<Step> steps = new ArrayList<>();
  private final Set<Role> wanted = new HashSet<>();
  private final List<ObservedInstance> staying = new ArrayList<>();
  private final Set<Role> present = new HashSet<>();
  private final Map<Integer, List<Placement>> taken = new HashMap<>();

  /** What an instance is for, and where: what plan and world are compared by. */
  private record Role(Placement placement, Task task) {}

  private Enactor(
      Plan plan, int slot, Snapshot snapshot, Set<String> retrained, boolean preInitialization) {
    this.planned = plan.instancesIn(slot);
    this.slot = slot;
    this.snapshot = snapshot;
    this.retrained = retrained;
    this.preInitialization = preInitialization;
    planned.forEach(instance -> wanted.add(role(instance)));
  }

  /**
   * The steps for retrainings that have ended: their weights go into service, their instances go.
   */
  public static List<Step> completions(Snapshot snapshot) {
    List<Step> steps = new ArrayList<>();
    for (ObservedInstance instance : snapshot.instances()) {
      if (instance.task() instanceof Task.Retrain task && instance.isTrained()) {
        steps.add(new Step.Swap(instance.id(), task));
        steps.add(new Step.Destroy(instance.id()));
      }
    }
    return steps;
  }

  /**
   * The steps of one slot.
   *
   * @param plan the plan
   * @param slot the plan's slot that begins now
   * @param snapshot what exists now
   * @param retrained tenants that have been retrained since the plan's window began; they are not
   *     retrained again
   * @param preInitialization whether a tenant goes on serving while one of its instances is set up
   * @return in the order in which they are to be applied
   */
  public static List<Step> steps(
      Plan plan, int slot, Snapshot snapshot, Set<String> retrained, boolean preInitialization) {
    Enactor enactor = new Enactor(plan, slot, snapshot, retrained, preInitialization);
    enactor.remove();
    enactor.create();
    enactor.route();
    return List.copyOf(enactor.steps);
  }

  private void remove() {
    for (ObservedInstance instance : snapshot.instances()) {
      if (instance.state() != InstanceState.DRAINING) {
        if (isWanted(instance)) {
          stay(instance);
        } else {
          steps.add(new Step.Drain(instance.id()));
          steps.add(new Step.Destroy(instance.id()));
        }
      }
    }
  }

  private boolean isWanted(ObservedInstance instance) {
    return instance.task() instanceof Task.Retrain
        || wanted.contains(new Role(instance.placement(), instance.task()));
  }

  private void stay(ObservedInstance instance) {
    Placement place = instance.placement();
    staying.add(instance);
    present.add(new Role(place, instance.task()));
    taken.computeIfAbsent(place.gpu(), _ -> new ArrayList<>()).add(place);
  }

  private void create() {
    for (PlannedInstance instance : planned) {
      if (!present.contains(role(instance)) && isStillUseful(instance) && hasRoom(instance)) {
        String id = "t%d-%s".formatted(snapshot.slot(), instance.placement());
        steps.add(new Step.Create(id, instance.placement()));
        steps.add(new Step.Start(id, instance.task()));
      }
    }
  }

  private boolean isStillUseful(PlannedInstance instance) {
    return switch (instance.task()) {
      case Task.Infer infer -> slot + instance.ready() - instance.from() < instance.to();
      case Task.Retrain retrain -> !instance.inherited() && !retrained.contains(retrain.tenant());
    };
  }

  private boolean hasRoom(PlannedInstance instance) {
    return taken.getOrDefault(instance.placement().gpu(), List.of()).stream()
        .noneMatch(instance.placement()::overlaps);
  }

  private void route() {
    Set<String> silent = silentTenants();
    for (ObservedInstance instance : staying) {
      if (instance.task() instanceof Task.Infer infer) {
        boolean wanted =
            instance.state() == InstanceState.READY && !silent.contains(infer.tenant());
        if (wanted && !instance.admitted()) {
          steps.add(new Step.Admit(instance.id()));
        } else if (!wanted && instance.admitted()) {
          steps.add(new Step.Withhold(instance.id()));
        }
      }
    }
  }

  private Set<String> silentTenants() {
    Set<String> silent = new HashSet<>();
    for (PlannedInstance instance : planned) {
      if (!preInitialization && instance.task() instanceof Task.Infer infer) {
        if (!instance.isReadyIn(slot)) {
          silent.add(infer.tenant());
        }
      }
    }
    return silent;
  }

  private static Role role(PlannedInstance instance) {
    return new Role(instance.placement(), instance.task());
  }
}
