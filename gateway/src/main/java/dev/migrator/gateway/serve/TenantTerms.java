package dev.migrator.gateway.serve;

import dev.migrator.gateway.line.LineLimits;

/**
 * What is agreed with a tenant.
 *
 * @param name the tenant's, which is the model's name in every address
 * @param line its SLO and the bounds of its queue
 * @param token that its callers show
 * @param limits its other bounds
 */
public record TenantTerms(String name, LineLimits line, Token token, TenantLimits limits) {}
