package dev.migrator.app.report;

import java.util.List;

/**
 * One scenario with all policies that ran on the same requests.
 *
 * @param name unique among the report's scenarios
 * @param gpuModel name of the GPU model
 * @param memorySlices memory slices of one GPU, the height of its picture
 * @param windows how many windows the run had
 * @param windowSlots slots of one window
 * @param slotSeconds length of a slot in seconds
 * @param tenants in the order in which they get their colours
 * @param requests how many requests arrived in all
 * @param upperBound proven upper bound on Goodput; 0 or NaN where there is none
 * @param policies in any order; the page sorts them
 */
public record ScenarioReport(
    String name,
    String gpuModel,
    int memorySlices,
    int windows,
    int windowSlots,
    double slotSeconds,
    List<TenantInfo> tenants,
    long requests,
    double upperBound,
    List<PolicyReport> policies) {
  public ScenarioReport {
    tenants = List.copyOf(tenants);
    policies = List.copyOf(policies);
  }
}
