package dev.migrator.policies;

import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The best static plan by trying every role on every placement of every layout, smaller layouts
 * included, and asking the plan check what the result is worth. Only for tiny problems in which no
 * retraining runs at the beginning.
 */
final class StaticBruteForce {
  private final PlanningProblem problem;
  private double best = Double.NEGATIVE_INFINITY;

  private StaticBruteForce(PlanningProblem problem) {
    this.problem = problem;
  }

  static double best(PlanningProblem problem) {
    StaticBruteForce force = new StaticBruteForce(problem);
    for (Layout layout : Layout.all(problem.placements())) {
      force.seat(layout.placements(), 0, new ArrayList<>(), new HashSet<>());
    }
    return force.best;
  }

  private void seat(
      List<Placement> places, int next, List<PlannedInstance> chosen, Set<String> retrained) {
    if (next == places.size()) {
      best = Math.max(best, PlanCheck.value(problem, chosen));
      return;
    }
    Placement place = places.get(next);
    for (TenantOutlook tenant : problem.tenants()) {
      try (Undo undo = new Undo(chosen)) {
        chosen.add(infer(place, tenant, 0));
        seat(places, next + 1, chosen, retrained);
      }
      for (RetrainingOption option : tenant.options()) {
        if (!retrained.contains(tenant.name())) {
          retrained.add(tenant.name());
          retrain(places, next, chosen, retrained, tenant, option);
          retrained.remove(tenant.name());
        }
      }
    }
  }

  private void retrain(
      List<Placement> places,
      int next,
      List<PlannedInstance> chosen,
      Set<String> retrained,
      TenantOutlook tenant,
      RetrainingOption option) {
    Placement place = places.get(next);
    int setUp = problem.setupSlots(place.profile());
    int end = setUp + option.slots().getOrDefault(place.profile(), problem.slots());
    if (end > problem.slots()) {
      return;
    }
    try (Undo undo = new Undo(chosen)) {
      Task task = new Task.Retrain(tenant.name(), option.name());
      chosen.add(new PlannedInstance(place, task, 0, setUp, end, false));
      seat(places, next + 1, chosen, retrained);
      for (TenantOutlook heir : problem.tenants()) {
        if (end < problem.slots()) {
          try (Undo again = new Undo(chosen)) {
            chosen.add(infer(place, heir, end));
            seat(places, next + 1, chosen, retrained);
          }
        }
      }
    }
  }

  private PlannedInstance infer(Placement place, TenantOutlook tenant, int from) {
    Task task = new Task.Infer(tenant.name());
    Optional<Inherited.Serving> kept =
        problem.inherited().stream()
            .filter(i -> from == 0 && i.placement().equals(place) && i.task().equals(task))
            .map(Inherited.Serving.class::cast)
            .findFirst();
    int ready =
        kept.map(Inherited.Serving::readyAt).orElse(from + problem.setupSlots(place.profile()));
    return new PlannedInstance(place, task, from, ready, problem.slots(), kept.isPresent());
  }

  /** Takes off what was added since. */
  private record Undo(List<PlannedInstance> list, int size) implements AutoCloseable {
    Undo(List<PlannedInstance> list) {
      this(list, list.size());
    }

    @Override
    public void close() {
      list.subList(size, list.size()).clear();
    }
  }
}
