package dev.migrator.solver;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.TenantOutlook;
import java.util.Comparator;
import java.util.List;

/**
 * What no plan can change: the retrainings that run when the horizon begins.
 *
 * @param running all of them
 */
record Givens(List<Inherited.Retraining> running) {

  static Givens of(PlanningProblem problem) {
    return new Givens(
        problem.inherited().stream()
            .filter(Inherited.Retraining.class::isInstance)
            .map(Inherited.Retraining.class::cast)
            .toList());
  }

  /** Whether a retraining of that tenant runs. */
  boolean retrains(TenantOutlook tenant) {
    return running.stream().anyMatch(run -> run.task().tenant().equals(tenant.name()));
  }

  /** Whether a slice of that placement is held in that slot or later. */
  boolean block(Placement placement, int slot) {
    return running.stream()
        .anyMatch(run -> slot < run.endsAt() && run.placement().overlaps(placement));
  }

  /** The tenant's accuracy at the beginning of that slot if nothing is started. */
  double accuracy(TenantOutlook tenant, int slot) {
    return running.stream()
        .filter(run -> run.task().tenant().equals(tenant.name()) && run.endsAt() <= slot)
        .max(Comparator.comparingInt(Inherited.Retraining::endsAt))
        .map(Inherited.Retraining::accuracyAfter)
        .orElse(tenant.accuracy());
  }
}
