package dev.migrator.policies;

import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;

/**
 * A retraining that is begun on a seat as soon as that is free.
 *
 * @param seat index of the seat in its layout
 * @param option which retraining
 * @param end slot at whose beginning it is done
 */
record Training(int seat, RetrainingOption option, int end) {

  PlannedInstance instance(Seat where, TenantOutlook tenant, PlanningProblem problem) {
    int ready = where.start() + problem.setupSlots(where.placement().profile());
    Task task = new Task.Retrain(tenant.name(), option.name());
    return new PlannedInstance(where.placement(), task, where.start(), ready, end, false);
  }
}
