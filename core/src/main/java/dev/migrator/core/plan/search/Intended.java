package dev.migrator.core.plan.search;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What was intended, made a legal plan for the problem as it is now.
 *
 * <p><b>Goal.</b> The plan that is being carried out, as far as it still can be: something to
 * compare a new plan with, and what to stay with if that is hardly better. <b>Constraints.</b> What
 * the problem says exists is as it says, and retrainings that run go on. <b>Algorithm.</b> Running
 * retrainings first, then inherited instances that were to stay, then everything else in order of
 * its begin: each as intended, or, if that is impossible, as soon after as there is room, or not at
 * all. An instance that was begun and does not exist is begun again.
 *
 * <p>A retraining that was to be paused keeps all its segments, see {@link PausedIntention}, or
 * becomes one that holds its instance until it ends.
 *
 * <p><b>Worked example.</b> Intended: x serves on slice 0 until slot 5, then y is set up there. A
 * retraining on slice 1 that should be done runs on until slot 8, and z was to be set up there at
 * slot 2. x and y stay as they are, z begins at slot 8 if it is ready before it was to go.
 */
final class Intended {
  private final PlanningProblem problem;
  private final List<PlannedInstance> legal = new ArrayList<>();

  private Intended(PlanningProblem problem) {
    this.problem = problem;
  }

  /**
   * The intended instances that are possible, as they are possible.
   *
   * @param intended in the problem's slots, those that have begun marked as inherited
   */
  static List<PlannedInstance> madeLegal(PlanningProblem problem, List<PlannedInstance> intended) {
    Intended result = new Intended(problem);
    problem.inherited().forEach(existing -> result.keep(existing, intended));
    problem.tenants().forEach(tenant -> result.pause(tenant, intended));
    intended.stream()
        .filter(instance -> !result.isKept(instance))
        .sorted(
            Comparator.comparingInt(PlannedInstance::from)
                .thenComparing(PlannedInstance::placement))
        .forEach(result::begin);
    return result.legal;
  }

  /** Takes over the segments of a retraining that was to be paused, if there is room for all. */
  private void pause(TenantOutlook tenant, List<PlannedInstance> intended) {
    List<PlannedInstance> segments = PausedIntention.segments(problem, tenant, intended);
    if (!segments.isEmpty()) {
      List<PlannedInstance> untilItEnds =
          legal.stream().filter(instance -> retrains(instance, tenant)).toList();
      legal.removeAll(untilItEnds);
      legal.addAll(segments.stream().allMatch(this::isPossible) ? segments : untilItEnds);
    }
  }

  private boolean isPossible(PlannedInstance segment) {
    return segment.inherited()
        || problem.placements().contains(segment.placement())
            && hasRoom(segment.placement(), segment.from(), segment.to());
  }

  private void keep(Inherited existing, List<PlannedInstance> intended) {
    switch (existing) {
      case Inherited.Retraining running ->
          legal.add(
              new PlannedInstance(
                  running.placement(), running.task(), 0, 0, running.endsAt(), true));
      case Inherited.Serving serving ->
          intended.stream()
              .filter(i -> i.from() == 0 && isSame(i, serving))
              .findFirst()
              .ifPresent(i -> keepUntil(serving, i.to()));
    }
  }

  /** As long as intended, unless a retraining that runs is in the way, which cannot be. */
  private void keepUntil(Inherited.Serving serving, int to) {
    legal.add(
        new PlannedInstance(
            serving.placement(),
            serving.task(),
            0,
            serving.readyAt(),
            Math.min(to, problem.slots()),
            true));
  }

  private boolean isKept(PlannedInstance instance) {
    return instance.from() == 0
        && problem.inherited().stream().anyMatch(existing -> isSame(instance, existing));
  }

  private static boolean isSame(PlannedInstance instance, Inherited existing) {
    return instance.placement().equals(existing.placement())
        && instance.task().equals(existing.task());
  }

  private void begin(PlannedInstance instance) {
    Optional<TenantOutlook> tenant =
        problem.tenants().stream()
            .filter(t -> t.name().equals(instance.task().tenant()))
            .findFirst();
    if (tenant.isPresent() && problem.placements().contains(instance.placement())) {
      switch (instance.task()) {
        case Task.Infer infer -> serve(instance);
        case Task.Retrain retrain -> retrain(instance, tenant.get(), retrain);
      }
    }
  }

  private void serve(PlannedInstance instance) {
    int setUp = problem.setupSlots(instance.placement().profile());
    int to = Math.min(instance.to(), problem.slots());
    beginnings(instance)
        .filter(from -> from + setUp < to)
        .filter(from -> hasRoom(instance.placement(), from, to))
        .findFirst()
        .ifPresent(
            from ->
                legal.add(
                    new PlannedInstance(
                        instance.placement(), instance.task(), from, from + setUp, to, false)));
  }

  private void retrain(PlannedInstance instance, TenantOutlook tenant, Task.Retrain task) {
    Optional<RetrainingOption> option =
        tenant.options().stream().filter(o -> o.name().equals(task.choice())).findFirst();
    boolean isOther = legal.stream().anyMatch(i -> retrains(i, tenant));
    if (option.isPresent() && !isOther) {
      retrain(instance, option.get());
    }
  }

  private void retrain(PlannedInstance instance, RetrainingOption option) {
    Profile profile = instance.placement().profile();
    int setUp = problem.setupSlots(profile, option);
    int length = option.slots().getOrDefault(profile, 0);
    if (length == 0) {
      return;
    }
    beginnings(instance)
        .filter(from -> from + setUp + length <= problem.rules().retrainBy())
        .filter(from -> hasRoom(instance.placement(), from, from + setUp + length))
        .findFirst()
        .ifPresent(
            from ->
                legal.add(
                    new PlannedInstance(
                        instance.placement(),
                        instance.task(),
                        from,
                        from + setUp,
                        from + setUp + length,
                        false)));
  }

  private static boolean retrains(PlannedInstance instance, TenantOutlook tenant) {
    return instance.task() instanceof Task.Retrain retrain
        && retrain.tenant().equals(tenant.name());
  }

  /** When it could begin: as intended, or when something that is in the way ends. */
  private Stream<Integer> beginnings(PlannedInstance instance) {
    List<Integer> ends = legal.stream().map(PlannedInstance::to).toList();
    return Stream.concat(Stream.of(instance.from()), ends.stream())
        .filter(from -> from >= instance.from() && from < problem.slots())
        .sorted()
        .distinct();
  }

  /** Room can only become less where something begins. */
  private boolean hasRoom(Placement placement, int from, int to) {
    IntStream starts = legal.stream().mapToInt(PlannedInstance::from).filter(s -> s > from);
    return IntStream.concat(IntStream.of(from), starts)
        .filter(slot -> slot < to)
        .allMatch(slot -> hasRoom(placement, slot));
  }

  private boolean hasRoom(Placement placement, int slot) {
    List<Placement> together = new ArrayList<>(List.of(placement));
    legal.stream()
        .filter(instance -> instance.existsIn(slot))
        .forEach(instance -> together.add(instance.placement()));
    return Layout.isLegal(together);
  }
}
