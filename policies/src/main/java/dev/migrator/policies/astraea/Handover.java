package dev.migrator.policies.astraea;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.MpsGpu;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.policies.Running;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The processes with which shares are given away.
 *
 * <p>What exists and is still wanted stays; what is new is started at once and takes over in the
 * slot in which all of it is ready, until when the old processes serve. Where the new ones find no
 * room in one piece, nothing stays; where running retrainings leave none, inference is cut to
 * pieces. When a retraining ends, processes for the tenant whose peak is covered least take over
 * its share.
 */
final class Handover {
  private final PlanningProblem problem;
  private final List<Load> loads;
  private final List<PlannedInstance> settled;
  private final int changeover;

  private Handover(PlanningProblem problem, List<Load> loads) {
    this.problem = problem;
    this.loads = loads;
    this.settled = new ArrayList<>(Running.instances(problem));
    this.changeover = Load.changeover(problem);
  }

  /** The instances of a plan. */
  static List<PlannedInstance> instances(PlanningProblem problem, List<Load> loads, Shares shares) {
    Handover handover = new Handover(problem, loads);
    if (handover.changeover < problem.slots()) {
      handover.settled.addAll(new Blocks(problem, loads, shares).placed());
      handover.succeed();
    }
    handover.leave();
    return handover.settled;
  }

  private void succeed() {
    settled.stream()
        .filter(instance -> instance.task() instanceof Task.Retrain)
        .sorted(Comparator.comparingInt(PlannedInstance::to))
        .toList()
        .forEach(this::succeed);
  }

  private void succeed(PlannedInstance retraining) {
    int ready = Math.max(changeover, retraining.to());
    int neediest = neediest();
    if (ready < problem.slots() && neediest >= 0) {
      int start = retraining.placement().start();
      int granules = retraining.placement().profile().computeSlices();
      for (int part : loads.get(neediest).splits().parts(granules)) {
        settled.add(serving(problem, neediest, part, start, ready));
        start += part;
      }
    }
  }

  /** The tenant whose peak is covered least, or -1. */
  private int neediest() {
    int neediest = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < loads.size(); i++) {
      double covered = capacity(problem.tenants().get(i)) / loads.get(i).peak();
      if (loads.get(i).canServe() && covered < least) {
        neediest = i;
        least = covered;
      }
    }
    return neediest;
  }

  private double capacity(TenantOutlook tenant) {
    return settled.stream()
        .filter(instance -> instance.task().equals(new Task.Infer(tenant.name())))
        .mapToDouble(instance -> tenant.capacityOf(instance.placement().profile()))
        .sum();
  }

  /** What existed and was not kept serves until its share is taken. */
  private void leave() {
    problem.inherited().stream()
        .filter(Inherited.Serving.class::isInstance)
        .map(Inherited.Serving.class::cast)
        .filter(s -> problem.tenants().stream().anyMatch(t -> t.name().equals(s.task().tenant())))
        .filter(s -> settled.stream().noneMatch(i -> isSame(i, s)))
        .sorted(Comparator.comparingInt(Inherited.Serving::readyAt))
        .forEach(this::leave);
  }

  private void leave(Inherited.Serving serving) {
    int to =
        settled.stream()
            .filter(other -> other.placement().overlaps(serving.placement()))
            .filter(other -> other.to() > serving.readyAt())
            .mapToInt(PlannedInstance::takesFrom)
            .reduce(problem.slots(), Math::min);
    if (serving.readyAt() < to) {
      settled.add(kept(serving, to));
    }
  }

  private static boolean isSame(PlannedInstance instance, Inherited.Serving serving) {
    return instance.inherited()
        && instance.placement().equals(serving.placement())
        && instance.task().equals(serving.task());
  }

  static PlannedInstance kept(Inherited.Serving serving, int to) {
    return new PlannedInstance(serving.placement(), serving.task(), 0, serving.readyAt(), to, true);
  }

  /** A new process that takes over in a slot. */
  static PlannedInstance serving(
      PlanningProblem problem, int tenant, int granules, int start, int ready) {
    Profile share = MpsGpu.share(problem.gpu(), granules);
    Task task = new Task.Infer(problem.tenants().get(tenant).name());
    int from = ready - problem.setupSlots(share);
    return new PlannedInstance(
        new Placement(share, start), task, from, ready, problem.slots(), false);
  }
}
