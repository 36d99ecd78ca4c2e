package dev.migrator.gateway.serve;

import dev.migrator.gateway.line.LineLimits;

/**
 * What is agreed with a tenant.
 *
 * @param name the tenant's, which is the model's name in every address
 * @param line its SLO and the bounds of its queue
 * @param token that its callers show
 * @param limits its other bounds
 * @param keepsInputs whether inputs are remembered with their answers, so that those of which a
 *     caller tells the truth can be learned from
 */
public record TenantTerms(
    String name, LineLimits line, Token token, TenantLimits limits, boolean keepsInputs) {

  /** Of a tenant whose inputs are forgotten when they have been answered. */
  public TenantTerms(String name, LineLimits line, Token token, TenantLimits limits) {
    this(name, line, token, limits, false);
  }
}
