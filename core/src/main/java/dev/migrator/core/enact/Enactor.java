package dev.migrator.core.enact;

import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.ObservedInstance;
import dev.migrator.core.model.Pausing;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.Rules;
import dev.migrator.core.model.Snapshot;
import dev.migrator.core.model.Step;
import dev.migrator.core.model.Task;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Turns a plan into the steps of one slot, by comparing what should exist with what does.
 *
 * <p>Level-triggered: what was missed in one slot is done in the next, and nothing is done twice. A
 * retraining that has begun is never stopped, and what needs its slices waits; unless retrainings
 * may be paused and the plan has another segment of it: then its state is written first.
 */
public final class Enactor {
  private final Plan plan;
  private final int slot;
  private final Snapshot snapshot;
  private final Set<String> retrained;
  private final Rules rules;
  private final List<Step> steps = new ArrayList<>();
  private final List<ObservedInstance> staying = new ArrayList<>();

  private Enactor(Plan plan, int slot, Snapshot snapshot, Set<String> retrained, Rules rules) {
    this.plan = plan;
    this.slot = slot;
    this.snapshot = snapshot;
    this.retrained = retrained;
    this.rules = rules;
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
   * @param rules whether there is pre-initialization, and pausing
   * @return in the order in which they are to be applied
   */
  public static List<Step> steps(
      Plan plan, int slot, Snapshot snapshot, Set<String> retrained, Rules rules) {
    Enactor enactor = new Enactor(plan, slot, snapshot, retrained, rules);
    enactor.remove();
    enactor.create();
    enactor.route();
    return List.copyOf(enactor.steps);
  }

  private void remove() {
    for (ObservedInstance instance : snapshot.instances()) {
      if (instance.state() != InstanceState.DRAINING) {
        if (isWanted(instance)) {
          staying.add(instance);
        } else {
          if (instance.task() instanceof Task.Retrain) {
            steps.add(new Step.Checkpoint(instance.id()));
          }
          steps.add(new Step.Drain(instance.id()));
          steps.add(new Step.Destroy(instance.id()));
        }
      }
    }
  }

  private boolean isWanted(ObservedInstance instance) {
    return instance.task() instanceof Task.Retrain
        ? !isToBePaused(instance)
        : plan.instances().stream().anyMatch(i -> i.existsIn(slot) && isSame(i, instance));
  }

  /** Whether its segment has no slot of training left, and another one is still to come. */
  private boolean isToBePaused(ObservedInstance instance) {
    return rules.pausing().isPresent()
        && plan.instances().stream()
            .filter(segment -> isSame(segment, instance) && segment.from() <= slot)
            .filter(segment -> hasSuccessor(segment))
            .max(Comparator.comparingInt(PlannedInstance::from))
            .filter(segment -> slot >= trainsUntil(segment))
            .isPresent();
  }

  private int trainsUntil(PlannedInstance segment) {
    return segment.to() - rules.pausing().map(Pausing::saveSlots).orElse(0);
  }

  /** Whether another segment of its retraining follows and has not ended. */
  private boolean hasSuccessor(PlannedInstance segment) {
    return plan.instances().stream()
        .anyMatch(
            next ->
                next.task().equals(segment.task())
                    && next.from() >= segment.to()
                    && next.to() > slot);
  }

  private static boolean isSame(PlannedInstance planned, ObservedInstance instance) {
    return planned.placement().equals(instance.placement())
        && planned.task().equals(instance.task());
  }

  private void create() {
    for (PlannedInstance planned : plan.instancesIn(slot)) {
      if (isMissing(planned) && isStillUseful(planned) && hasRoom(planned)) {
        String id = "t%d-%s".formatted(snapshot.slot(), planned.placement());
        steps.add(new Step.Create(id, planned.placement()));
        steps.add(new Step.Start(id, planned.task()));
      }
    }
  }

  private boolean isMissing(PlannedInstance planned) {
    return staying.stream().noneMatch(instance -> isSame(planned, instance));
  }

  private boolean isStillUseful(PlannedInstance planned) {
    return switch (planned.task()) {
      case Task.Infer infer -> slot + planned.ready() - planned.from() < planned.to();
      case Task.Retrain retrain ->
          !planned.inherited() && !retrained.contains(retrain.tenant()) && wouldTrain(planned);
    };
  }

  /** Whether a segment that begins now would have time to train before it is paused. */
  private boolean wouldTrain(PlannedInstance segment) {
    int trainsFrom = slot + segment.ready() - segment.from();
    return rules.pausing().isEmpty()
        || staying.stream().noneMatch(instance -> instance.task().equals(segment.task()))
            && (!hasSuccessor(segment) || trainsFrom < trainsUntil(segment));
  }

  private boolean hasRoom(PlannedInstance planned) {
    return staying.stream()
        .noneMatch(instance -> instance.placement().overlaps(planned.placement()));
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
    for (PlannedInstance planned : plan.instancesIn(slot)) {
      if (!rules.preInitialization() && planned.task() instanceof Task.Infer infer) {
        if (!planned.isReadyIn(slot)) {
          silent.add(infer.tenant());
        }
      }
    }
    return silent;
  }
}
