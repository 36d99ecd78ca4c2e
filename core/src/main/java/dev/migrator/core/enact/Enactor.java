package dev.migrator.core.enact;

import dev.migrator.core.model.InstanceName;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.Layout;
import dev.migrator.core.model.ObservedInstance;
import dev.migrator.core.model.Pausing;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.Rules;
import dev.migrator.core.model.Sharing;
import dev.migrator.core.model.Snapshot;
import dev.migrator.core.model.Step;
import dev.migrator.core.model.Task;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Turns a plan into the steps of one slot, by comparing what should exist with what does.
 *
 * <p>Level-triggered: what was missed in one slot is done in the next, and nothing is done twice. A
 * retraining that has begun is never stopped, and what needs its slices waits; unless retrainings
 * may be paused and the plan has another segment of it: then its state is written first. For shares
 * of MPS see {@link Handover}.
 */
public final class Enactor {
  private final List<PlannedInstance> planned;
  private final int slot;
  private final Snapshot snapshot;
  private final Set<String> retrained;
  private final Rules rules;
  private final Cut cut;
  private final Handover handover;
  private final List<Step> steps = new ArrayList<>();
  private final Set<Role> wanted = new HashSet<>();
  private final List<ObservedInstance> staying = new ArrayList<>();
  private final Set<Role> present = new HashSet<>();

  /** By GPU: slices that are not free to be set up on; of MPS only what retrainings hold. */
  private final Map<Integer, List<Placement>> taken = new HashMap<>();

  private final Set<Task> training = new HashSet<>();

  /** If retrainings may be paused, all that the plan has of each. */
  private final Map<Task, List<PlannedInstance>> segments = new HashMap<>();

  /** Whether a GPU's instances can be changed while others of it serve. */
  public enum Cut {
    /** As MIG can. */
    IN_PART,
    /** All of them stop answering while one is set up. */
    WHOLE
  }

  /** What an instance is for, and where: what plan and world are compared by. */
  private record Role(Placement placement, Task task) {}

  private Enactor(
      Plan plan, int slot, Snapshot snapshot, Set<String> retrained, Rules rules, Cut cut) {
    this.planned = plan.instancesIn(slot);
    this.slot = slot;
    this.snapshot = snapshot;
    this.retrained = retrained;
    this.rules = rules;
    this.cut = cut;
    this.handover =
        new Handover(
            planned.stream().filter(instance -> instance.isReadyIn(slot)).toList(),
            snapshot.instances());
    planned.forEach(instance -> wanted.add(role(instance)));
    if (rules.pausing().isPresent()) {
      plan.instances().stream()
          .filter(instance -> instance.task() instanceof Task.Retrain)
          .forEach(s -> segments.computeIfAbsent(s.task(), _ -> new ArrayList<>()).add(s));
    }
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
   * @param rules whether there is pre-initialization, and pausing; and by which of the plan's slots
   *     what is begun now has to have ended
   * @return in the order in which they are to be applied
   */
  public static List<Step> steps(
      Plan plan, int slot, Snapshot snapshot, Set<String> retrained, Rules rules) {
    return steps(plan, slot, snapshot, retrained, rules, Cut.IN_PART);
  }

  /** The same for GPUs that may have to be cut as a whole. */
  public static List<Step> steps(
      Plan plan, int slot, Snapshot snapshot, Set<String> retrained, Rules rules, Cut cut) {
    Enactor enactor = new Enactor(plan, slot, snapshot, retrained, rules, cut);
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
        : wanted.contains(new Role(instance.placement(), instance.task()))
            || handover.servesOn(instance);
  }

  /** Whether its segment has no slot of training left, and another one is still to come. */
  private boolean isToBePaused(ObservedInstance instance) {
    return segments.getOrDefault(instance.task(), List.of()).stream()
        .filter(segment -> segment.placement().equals(instance.placement()))
        .filter(segment -> segment.from() <= slot && hasSuccessor(segment))
        .max(Comparator.comparingInt(PlannedInstance::from))
        .filter(segment -> slot >= trainsUntil(segment))
        .isPresent();
  }

  private int trainsUntil(PlannedInstance segment) {
    return segment.to() - rules.pausing().map(Pausing::saveSlots).orElse(0);
  }

  /** Whether another segment of its retraining follows and has not ended. */
  private boolean hasSuccessor(PlannedInstance segment) {
    return segments.getOrDefault(segment.task(), List.of()).stream()
        .anyMatch(next -> next.from() >= segment.to() && next.to() > slot);
  }

  private void stay(ObservedInstance instance) {
    Placement place = instance.placement();
    staying.add(instance);
    present.add(new Role(place, instance.task()));
    if (instance.task() instanceof Task.Retrain) {
      training.add(instance.task());
    } else if (place.profile().sharing() == Sharing.MPS) {
      return;
    }
    taken.computeIfAbsent(place.gpu(), _ -> new ArrayList<>()).add(place);
  }

  private void create() {
    for (PlannedInstance instance : planned) {
      if (!present.contains(role(instance)) && isStillUseful(instance) && hasRoom(instance)) {
        String id = id(instance.placement());
        steps.add(new Step.Create(id, instance.placement()));
        steps.add(new Step.Start(id, instance.task()));
      }
    }
  }

  /** Shares can be set up for several at once, whose names have to differ. */
  private String id(Placement placement) {
    String id = InstanceName.of(snapshot.slot(), placement);
    return switch (placement.profile().sharing()) {
      case MIG -> id;
      case MPS -> id + "-" + steps.size();
    };
  }

  private boolean isStillUseful(PlannedInstance instance) {
    return switch (instance.task()) {
      case Task.Infer infer -> slot + instance.ready() - instance.from() < instance.to();
      case Task.Retrain retrain ->
          !instance.inherited()
              && !retrained.contains(retrain.tenant())
              && wouldEnd(instance)
              && wouldTrain(instance);
    };
  }

  /** Whether one that begins now, perhaps later than planned, would end when it has to. */
  private boolean wouldEnd(PlannedInstance instance) {
    int length = instance.to() - instance.from();
    return hasSuccessor(instance) || slot + length <= rules.retrainBy();
  }

  /** Whether a segment that begins now would have time to train before it is paused. */
  private boolean wouldTrain(PlannedInstance segment) {
    int trainsFrom = slot + segment.ready() - segment.from();
    return rules.pausing().isEmpty()
        || !training.contains(segment.task())
            && (!hasSuccessor(segment) || trainsFrom < trainsUntil(segment));
  }

  private boolean hasRoom(PlannedInstance instance) {
    boolean isShadow =
        instance.placement().profile().sharing() == Sharing.MPS
            && instance.task() instanceof Task.Infer;
    return isShadow || noneTakes(instance.placement());
  }

  private boolean noneTakes(Placement placement) {
    List<Placement> there = taken.getOrDefault(placement.gpu(), List.of());
    return switch (placement.profile().sharing()) {
      case MPS -> there.stream().noneMatch(placement::overlaps);
      case MIG -> Layout.isLegal(Stream.concat(there.stream(), Stream.of(placement)).toList());
    };
  }

  private void route() {
    Set<String> silent = silentTenants();
    Set<Integer> stopped = cut == Cut.WHOLE ? gpusBeingCut() : Set.of();
    List<ObservedInstance> serving =
        new ArrayList<>(staying.stream().filter(ObservedInstance::admitted).toList());
    for (ObservedInstance instance : staying) {
      if (instance.task() instanceof Task.Infer infer) {
        boolean wanted =
            instance.state() == InstanceState.READY
                && !silent.contains(infer.tenant())
                && !stopped.contains(instance.placement().gpu())
                && !handover.waits(instance, instance.admitted() ? List.of() : serving);
        if (wanted && !instance.admitted()) {
          steps.add(new Step.Admit(instance.id()));
          serving.add(instance);
        } else if (!wanted && instance.admitted()) {
          steps.add(new Step.Withhold(instance.id()));
        }
      }
    }
  }

  private Set<String> silentTenants() {
    Set<String> silent = new HashSet<>();
    for (PlannedInstance instance : planned) {
      if (!rules.preInitialization() && instance.task() instanceof Task.Infer infer) {
        if (!instance.isReadyIn(slot)) {
          silent.add(infer.tenant());
        }
      }
    }
    return silent;
  }

  private Set<Integer> gpusBeingCut() {
    return planned.stream()
        .filter(instance -> !instance.isReadyIn(slot))
        .map(instance -> instance.placement().gpu())
        .collect(Collectors.toSet());
  }

  private static Role role(PlannedInstance instance) {
    return new Role(instance.placement(), instance.task());
  }
}
