package dev.migrator.app.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one policy achieved and what it did.
 *
 * @param policy its name; {@code migrator} is highlighted, {@code clairvoyant} drawn as the ceiling
 * @param goodput accuracy-weighted number of timely answers
 * @param withinSlo requests answered within their SLO
 * @param sloAttainment share of the requests answered within their SLO, from 0 to 1
 * @param meanAccuracy mean accuracy of the models that gave the timely answers, from 0 to 1
 * @param retrainings retrainings that ended
 * @param reconfigurations changes of layout
 * @param overheadSeconds instance-seconds lost to reconfiguration while there was unserved demand
 * @param planMillisP50 median time to plan a window, in milliseconds
 * @param planMillisMax longest time to plan a window, in milliseconds
 * @param gap the planner's own (bound - value) / bound; NaN where it proves none
 * @param timeline the instances that existed, in any order
 * @param tenants one series for each tenant
 * @param granules of a GPU that it shares by MPS, the height of its picture; null with MIG
 * @param upperBound its own bound on Goodput; null where it is the scenario's
 */
public record PolicyReport(
    String policy,
    double goodput,
    long withinSlo,
    double sloAttainment,
    double meanAccuracy,
    int retrainings,
    int reconfigurations,
    double overheadSeconds,
    double planMillisP50,
    double planMillisMax,
    double gap,
    List<Bar> timeline,
    List<TenantSeries> tenants,
    @Nullable Integer granules,
    @Nullable Double upperBound) {
  public PolicyReport {
    timeline = List.copyOf(timeline);
    tenants = List.copyOf(tenants);
  }

  /** Of a policy that shares by MIG. */
  public PolicyReport(
      String policy,
      double goodput,
      long withinSlo,
      double sloAttainment,
      double meanAccuracy,
      int retrainings,
      int reconfigurations,
      double overheadSeconds,
      double planMillisP50,
      double planMillisMax,
      double gap,
      List<Bar> timeline,
      List<TenantSeries> tenants) {
    this(
        policy,
        goodput,
        withinSlo,
        sloAttainment,
        meanAccuracy,
        retrainings,
        reconfigurations,
        overheadSeconds,
        planMillisP50,
        planMillisMax,
        gap,
        timeline,
        tenants,
        null,
        null);
  }
}
