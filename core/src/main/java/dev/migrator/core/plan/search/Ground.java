package dev.migrator.core.plan.search;

import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.price.PricedBound;
import java.util.Arrays;

/**
 * What each {@link Descent} of a search needs to know of its problem.
 *
 * @param bound that is lowered by better prices
 * @param costs by site and slot: what leaving a site costs inference
 * @param stakes by site and slot: about what a site is worth there, never nothing
 * @param arrivals by tenant and slot: expected requests
 */
record Ground(
    PlanningProblem problem,
    PricedBound bound,
    double[][] costs,
    double[][] stakes,
    double[][] arrivals) {

  /** The least that is at stake, relative to the mean. */
  private static final double LEAST_STAKE = 0.1;

  /**
   * Of a problem.
   *
   * @param setup slots of a set-up
   */
  static Ground of(PlanningProblem problem, PricedBound bound, int setup) {
    double[][] arrivals =
        problem.tenants().stream().map(TenantOutlook::arrivals).toArray(double[][]::new);
    double[][] costs = bound.costs(setup);
    double mean = Arrays.stream(costs).flatMapToDouble(Arrays::stream).average().orElse(0);
    double least = LEAST_STAKE * mean;
    double[][] stakes =
        Arrays.stream(costs)
            .map(row -> Arrays.stream(row).map(x -> Math.max(x, least)).toArray())
            .toArray(double[][]::new);
    return new Ground(problem, bound, costs, stakes, arrivals);
  }

  /** The same with a twin of the bound. */
  Ground with(PricedBound other) {
    return new Ground(problem, other, costs, stakes, arrivals);
  }

  /** Whether any tenant has a floor. */
  boolean hasFloors() {
    return problem.tenants().stream().anyMatch(tenant -> tenant.floor() > 0);
  }
}
