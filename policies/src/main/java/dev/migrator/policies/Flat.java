package dev.migrator.policies;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A problem as one sees it who knows the present only: the present load goes on for a while,
 * nothing else happens, and retrainings that run do not end.
 *
 * <p>Every tenth slot brings twice the load, so that slices which the mean does not need go to the
 * tenant that can use them best when more than the mean arrives.
 */
final class Flat {
  private static final int BURST_EVERY = 10;
  private static final double BURST = 2;

  private Flat() {}

  /**
   * The problem of the present load.
   *
   * @param problem what is
   * @param loads requests a slot by tenant
   * @param slots how long the load is taken to go on
   */
  static PlanningProblem of(PlanningProblem problem, double[] loads, int slots) {
    List<TenantOutlook> tenants = new ArrayList<>();
    for (int i = 0; i < loads.length; i++) {
      tenants.add(flat(problem.tenants().get(i), loads[i], slots));
    }
    return with(problem, slots, tenants, endless(problem, slots));
  }

  /** The same with a retraining begun; inference instances in its way are gone. */
  static PlanningProblem begun(PlanningProblem flat, PlannedInstance retraining) {
    List<Inherited> inherited = new ArrayList<>(flat.inherited());
    inherited.removeIf(i -> Running.exclude(i.placement(), retraining.placement()));
    inherited.add(
        new Inherited.Retraining(
            retraining.placement(), (Task.Retrain) retraining.task(), flat.slots(), 0));
    return with(flat, flat.slots(), flat.tenants(), inherited);
  }

  private static TenantOutlook flat(TenantOutlook tenant, double load, int slots) {
    double[] arrivals = new double[slots];
    for (int slot = 0; slot < slots; slot++) {
      arrivals[slot] = slot % BURST_EVERY == BURST_EVERY - 1 ? BURST * load : load;
    }
    return new TenantOutlook(
        tenant.name(),
        tenant.weight(),
        tenant.accuracy(),
        arrivals,
        tenant.capacity(),
        List.of(),
        false,
        0);
  }

  private static List<Inherited> endless(PlanningProblem problem, int slots) {
    return problem.inherited().stream()
        .<Inherited>map(
            inherited ->
                switch (inherited) {
                  case Inherited.Serving serving -> serving;
                  case Inherited.Retraining running ->
                      new Inherited.Retraining(running.placement(), running.task(), slots, 0);
                })
        .toList();
  }

  private static PlanningProblem with(
      PlanningProblem problem, int slots, List<TenantOutlook> tenants, List<Inherited> inherited) {
    return new PlanningProblem(
        problem.gpu(),
        problem.placements(),
        slots,
        Map.copyOf(problem.setupSlots()),
        tenants,
        inherited,
        problem.preInitialization(),
        problem.setupPenalty());
  }
}
