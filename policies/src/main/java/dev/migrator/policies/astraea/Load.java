package dev.migrator.policies.astraea;

import dev.migrator.core.model.MpsGpu;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.policies.LoadStatistic;
import java.util.stream.IntStream;

/**
 * What a tenant needs and what shares can do for it.
 *
 * @param peak requests a slot that are to be covered, above 0
 * @param splits what quotas can do
 */
record Load(double peak, Splits splits) {

  static Load of(PlanningProblem problem, TenantOutlook tenant, LoadStatistic peak) {
    // A tenant of whom nothing is expected is still to have a process.
    double requests = Math.max(Double.MIN_NORMAL, peak.of(tenant.demand()));
    return new Load(requests, Splits.of(problem, tenant));
  }

  /** The slot in which new processes take over. */
  static int changeover(PlanningProblem problem) {
    return problem.profiles().stream().mapToInt(problem::setupSlots).max().orElse(1);
  }

  boolean canServe() {
    return splits.capacity(MpsGpu.GRANULES) > 0;
  }

  /** Capacity relative to the peak. */
  double ratio(int granules) {
    return splits.capacity(granules) / peak;
  }

  /** By granules: the part of the peak that is covered; all of it if nothing could. */
  double[] covered() {
    return IntStream.rangeClosed(0, MpsGpu.GRANULES)
        .mapToDouble(granules -> canServe() ? Math.min(1, ratio(granules)) : 1)
        .toArray();
  }
}
