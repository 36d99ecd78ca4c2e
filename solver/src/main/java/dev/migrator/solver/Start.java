package dev.migrator.solver;

import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * A way to start a retraining: the tuples (i, c, p, t) of the program.
 *
 * @param tenant the tenant's number
 * @param option the choice
 * @param placement where
 * @param from slot in which the creation of its instance begins
 * @param ready slot in which the training begins
 * @param to slot at whose beginning it has ended, at most the horizon's length
 */
record Start(
    int tenant, RetrainingOption option, Placement placement, int from, int ready, int to) {

  /** Every start that fits into the horizon and beside the retrainings that already run. */
  static List<Start> of(PlanningProblem problem, Givens givens) {
    List<Start> starts = new ArrayList<>();
    for (int tenant = 0; tenant < problem.tenants().size(); tenant++) {
      TenantOutlook outlook = problem.tenants().get(tenant);
      if (!givens.retrains(outlook)) {
        for (RetrainingOption option : new LinkedHashSet<>(outlook.options())) {
          problem.placements().forEach(new Collector(problem, givens, tenant, option, starts)::add);
        }
      }
    }
    return starts;
  }

  PlannedInstance planned(PlanningProblem problem) {
    String name = problem.tenants().get(tenant).name();
    Task task = new Task.Retrain(name, option.name());
    return new PlannedInstance(placement, task, from, ready, to, false);
  }

  private record Collector(
      PlanningProblem problem,
      Givens givens,
      int tenant,
      RetrainingOption option,
      List<Start> starts) {

    void add(Placement placement) {
      int setUp = problem.setupSlots(placement.profile());
      int length = option.slots().getOrDefault(placement.profile(), 0);
      for (int from = 0;
          length > 0 && from + setUp + length <= problem.rules().retrainBy();
          from++) {
        if (!givens.block(placement, from)) {
          int ready = from + setUp;
          starts.add(new Start(tenant, option, placement, from, ready, ready + length));
        }
      }
    }
  }
}
