package dev.migrator.policies;

import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import java.util.Comparator;
import java.util.Optional;

/**
 * A retraining that is begun on a seat as soon as that is free.
 *
 * @param seat index of the seat in its layout
 * @param option which retraining
 * @param end slot at whose beginning it is done
 */
public record Training(int seat, RetrainingOption option, int end) {

  /**
   * Of the retrainings that a seat allows, the one that gains most.
   *
   * @param index of the seat in its layout
   * @return empty if the tenant is being retrained, or if none gains anything and ends in time
   */
  public static Optional<Training> best(
      PlanningProblem problem, TenantOutlook tenant, int index, Seat seat) {
    return Running.retrains(problem, tenant)
        ? Optional.empty()
        : tenant.options().stream()
            .flatMap(option -> of(problem, option, index, seat).stream())
            .filter(training -> training.gain(tenant) > 0)
            .max(Comparator.comparingDouble(training -> training.gain(tenant)));
  }

  /** That option on that seat; empty if it cannot run there or would not end in time. */
  static Optional<Training> of(
      PlanningProblem problem, RetrainingOption option, int index, Seat seat) {
    int length = option.slots().getOrDefault(seat.placement().profile(), 0);
    int end = seat.start() + problem.setupSlots(seat.placement().profile()) + length;
    return length == 0 || end > problem.rules().retrainBy()
        ? Optional.empty()
        : Optional.of(new Training(index, option, end));
  }

  /** What it adds if all requests expected after its end are answered in time. */
  public double gain(TenantOutlook tenant) {
    double answers = tenant.requestsAfter();
    for (int slot = end; slot < tenant.demand().slots(); slot++) {
      answers += tenant.demand().mean(slot);
    }
    return tenant.weight() * (option.accuracyAfter() - tenant.accuracy()) * answers;
  }

  /** Speed on the seat that it has, relative to the fastest profile that could run it. */
  public double speed(Seat where) {
    int fastest = option.slots().values().stream().mapToInt(Integer::intValue).min().orElse(0);
    int here = option.slots().getOrDefault(where.placement().profile(), 0);
    return here == 0 ? 0 : (double) fastest / here;
  }

  /** The instance that does it. */
  public PlannedInstance instance(Seat where, TenantOutlook tenant, PlanningProblem problem) {
    int ready = where.start() + problem.setupSlots(where.placement().profile());
    Task task = new Task.Retrain(tenant.name(), option.name());
    return new PlannedInstance(where.placement(), task, where.start(), ready, end, false);
  }
}
