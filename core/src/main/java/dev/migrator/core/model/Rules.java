package dev.migrator.core.model;

import java.util.Optional;

/**
 * What a plan may do, and what is deducted for it.
 *
 * @param preInitialization whether a tenant goes on serving while one of its instances is being set
 *     up. Without it, a tenant that gets an instance stops serving until the instance is ready
 * @param setupPenalty value deducted for each inference instance set up, so that of two plans of
 *     equal goodput the calmer one is better; at least 0
 * @param retrainBy the slot by which new retrainings must have ended, at most the horizon's length
 * @param pausing whether retrainings may be paused, and what that takes; if empty, a retraining
 *     holds its instance until it ends
 */
public record Rules(
    boolean preInitialization, double setupPenalty, int retrainBy, Optional<Pausing> pausing) {
  public Rules {
    Require.notNegative("rules", "setupPenalty", setupPenalty);
    Require.notNegative("rules", "retrainBy", retrainBy);
  }

  /** Without pausing. */
  public Rules(boolean preInitialization, double setupPenalty, int retrainBy) {
    this(preInitialization, setupPenalty, retrainBy, Optional.empty());
  }

  /** The same with or without pausing. */
  public Rules withPausing(Optional<Pausing> other) {
    return new Rules(preInitialization, setupPenalty, retrainBy, other);
  }
}
