package dev.migrator.core.model;

/**
 * What a plan may do, and what is deducted for it.
 *
 * @param preInitialization whether a tenant goes on serving while one of its instances is being set
 *     up. Without it, a tenant that gets an instance stops serving until the instance is ready
 * @param setupPenalty value deducted for each inference instance set up, so that of two plans of
 *     equal goodput the calmer one is better; at least 0
 * @param retrainBy the slot by which new retrainings must have ended, at most the horizon's length
 */
public record Rules(boolean preInitialization, double setupPenalty, int retrainBy) {
  public Rules {
    Require.notNegative("rules", "setupPenalty", setupPenalty);
    Require.notNegative("rules", "retrainBy", retrainBy);
  }
}
