package dev.migrator.policies;

import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Rules;
import dev.migrator.core.model.TenantOutlook;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many of a tenant's requests each set of a layout's seats is expected to answer in time, the
 * time to set up what is new included; whatever the accuracy.
 */
public final class Answered {
  private final PlanningProblem problem;
  private final Map<String, Demand> demands = new HashMap<>();

  /** For the tenants of this problem. */
  public Answered(PlanningProblem problem) {
    Rules rules = problem.rules();
    this.problem =
        problem.with(new Rules(rules.preInitialization(), 0, rules.retrainBy(), rules.pausing()));
    problem.tenants().forEach(t -> demands.put(t.name(), new Demand(t.demand())));
  }

  /** Requests answered by set of the layout's seats, each set a bit set; guests help. */
  public double[] bySubset(Cut cut, TenantOutlook tenant) {
    Demand demand = demands.computeIfAbsent(tenant.name(), _ -> new Demand(tenant.demand()));
    TenantWorth worth =
        new TenantWorth(problem, counted(tenant), demand, cut.seats(), cut.guestsOf(tenant.name()));
    return worth.bySubset(cut.seats(), new AccuracyLine(1, List.of()), false);
  }

  /** The tenant with every answer counted as one. */
  private static TenantOutlook counted(TenantOutlook tenant) {
    return new TenantOutlook(
        tenant.name(), 1, 1, tenant.demand(), tenant.capacity(), List.of(), false, 0, 0);
  }
}
