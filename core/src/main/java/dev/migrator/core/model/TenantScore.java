package dev.migrator.core.model;

/**
 * One tenant's part of a scorecard.
 *
 * @param name the tenant
 * @param requests requests that arrived
 * @param withinSlo requests answered in time
 * @param goodput timely answers weighted by accuracy
 * @param accuracy mean accuracy of the timely answers; 0 if there were none
 */
public record TenantScore(
    String name, long requests, long withinSlo, double goodput, double accuracy) {

  /** withinSlo / requests; 1 if none arrived. */
  public double sloAttainment() {
    return requests == 0 ? 1 : (double) withinSlo / requests;
  }
}
