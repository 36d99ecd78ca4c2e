package dev.migrator.core.model;

import java.util.List;

/**
 * What a policy achieved.
 *
 * @param policy its name
 * @param goodput timely answers, each weighted by the accuracy of the model that gave it
 * @param weightedGoodput the same, each tenant's times its weight
 * @param requests requests that arrived
 * @param withinSlo requests answered in time
 * @param sloAttainment withinSlo / requests; 1 if none arrived
 * @param meanAccuracy goodput / withinSlo; 0 if nothing was answered in time
 * @param retrainings retrainings that ended and went into service
 * @param reconfigurations slots in which the layout was changed
 * @param overheadSeconds instance-time spent on set-up while the tenant had unserved demand
 * @param setupSeconds instance-time spent on set-up altogether; what is not overhead was hidden
 * @param planMillis how long planning took
 * @param gap mean over the plans for whole windows of (bound - value) / bound
 * @param tenants by tenant, in their fixed order
 */
public record Scorecard(
    String policy,
    double goodput,
    double weightedGoodput,
    long requests,
    long withinSlo,
    double sloAttainment,
    double meanAccuracy,
    int retrainings,
    int reconfigurations,
    double overheadSeconds,
    double setupSeconds,
    PlanMillis planMillis,
    double gap,
    List<TenantScore> tenants) {
  public Scorecard {
    tenants = List.copyOf(tenants);
  }

  /** How evenly the tenants fared. */
  public Fairness fairness() {
    return Fairness.of(tenants);
  }

  /**
   * Quantiles of planning time in milliseconds; all 0 if nothing was planned.
   *
   * @param p50 the median
   * @param p99 the 99th percentile
   * @param max the longest
   */
  public record PlanMillis(double p50, double p99, double max) {}
}
