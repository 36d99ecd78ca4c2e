package dev.migrator.core.plan.search;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Pausing;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The segments of one tenant's retraining that were intended, measured anew: all of them in their
 * order, the last one as long as what is left takes; or none, where the problem no longer allows
 * them. Whether there is room for them is not looked at.
 */
final class PausedIntention {
  private static final double ROUNDING = 1e-9;

  private final PlanningProblem problem;
  private final Pausing pausing;
  private final RetrainingOption option;
  private final Optional<Inherited.Retraining> running;
  private final List<PlannedInstance> measured = new ArrayList<>();
  private double work;

  private PausedIntention(
      PlanningProblem problem,
      Pausing pausing,
      RetrainingOption option,
      Optional<Inherited.Retraining> running) {
    this.problem = problem;
    this.pausing = pausing;
    this.option = option;
    this.running = running;
  }

  /**
   * The segments that a tenant's retraining can still have.
   *
   * @param intended what was intended, of all tenants, in the problem's slots
   * @return empty if it was not to be paused, or can no longer be like that
   */
  static List<PlannedInstance> segments(
      PlanningProblem problem, TenantOutlook tenant, List<PlannedInstance> intended) {
    List<PlannedInstance> own =
        intended.stream()
            .filter(i -> i.task() instanceof Task.Retrain)
            .filter(i -> i.task().tenant().equals(tenant.name()))
            .sorted(Comparator.comparingInt(PlannedInstance::from))
            .toList();
    Optional<Pausing> pausing = problem.rules().pausing();
    boolean isPaused =
        own.size() > 1 && own.stream().map(PlannedInstance::task).distinct().count() == 1;
    if (pausing.isEmpty() || !isPaused) {
      return List.of();
    }
    Optional<Inherited.Retraining> running = running(problem, tenant);
    return option(problem, tenant, (Task.Retrain) own.getFirst().task(), running)
        .map(option -> new PausedIntention(problem, pausing.get(), option, running).measured(own))
        .orElse(List.of());
  }

  private static Optional<Inherited.Retraining> running(
      PlanningProblem problem, TenantOutlook tenant) {
    return problem.inherited().stream()
        .flatMap(i -> i instanceof Inherited.Retraining r ? Stream.of(r) : Stream.empty())
        .filter(r -> r.task().tenant().equals(tenant.name()))
        .findFirst();
  }

  private static Optional<RetrainingOption> option(
      PlanningProblem problem,
      TenantOutlook tenant,
      Task.Retrain task,
      Optional<Inherited.Retraining> running) {
    return running.isPresent()
        ? running.filter(r -> r.task().equals(task)).flatMap(problem::rest)
        : tenant.options().stream().filter(o -> o.name().equals(task.choice())).findFirst();
  }

  private List<PlannedInstance> measured(List<PlannedInstance> own) {
    for (PlannedInstance segment : own) {
      boolean isLast = segment.equals(own.getLast());
      if (!(isLast ? end(segment) : pause(segment))) {
        return List.of();
      }
    }
    return List.copyOf(measured);
  }

  /** Adds a segment that is to be paused. */
  private boolean pause(PlannedInstance segment) {
    int slots = slots(segment);
    int trained = segment.to() - pausing.saveSlots() - trainsFrom(segment);
    if (slots == 0 || !isAsIntended(segment) || trained < (isRunning() ? 0 : 1)) {
      return false;
    }
    work += (double) trained / slots;
    measured.add(
        isRunning()
            ? new PlannedInstance(segment.placement(), segment.task(), 0, 0, segment.to(), true)
            : segment);
    return work < 1 - ROUNDING;
  }

  /** Adds the last segment, as long as it takes. */
  private boolean end(PlannedInstance segment) {
    int slots = slots(segment);
    int left = (int) Math.ceil((1 - work - ROUNDING) * slots);
    int to = segment.ready() + Math.max(1, left);
    if (slots == 0 || !isAsIntended(segment) || to > problem.rules().retrainBy()) {
      return false;
    }
    measured.add(
        new PlannedInstance(
            segment.placement(), segment.task(), segment.from(), segment.ready(), to, false));
    return true;
  }

  private int slots(PlannedInstance segment) {
    return option.slots().getOrDefault(segment.placement().profile(), 0);
  }

  /** Whether the next segment is the one that runs. */
  private boolean isRunning() {
    return measured.isEmpty() && running.isPresent();
  }

  private int trainsFrom(PlannedInstance segment) {
    return isRunning() ? running.get().trainsFrom() : segment.ready();
  }

  /** Whether it exists, if it should, and reads the checkpoint, if there is one to be read. */
  private boolean isAsIntended(PlannedInstance segment) {
    if (isRunning()) {
      return segment.inherited()
          && segment.from() == 0
          && segment.placement().equals(running.get().placement());
    }
    boolean reads = !measured.isEmpty() || option.resumes();
    int setUp = problem.setupSlots(segment.placement().profile());
    return !segment.inherited()
        && segment.ready() - segment.from() == setUp + (reads ? pausing.restoreSlots() : 0);
  }
}
