package dev.migrator.core.model;

/**
 * A new accuracy that a retraining on another GPU brings within the horizon.
 *
 * @param slot the slot at whose beginning the new model serves; it may lie behind the horizon
 * @param accuracy accuracy from then on
 */
public record Renewal(int slot, double accuracy) {
  public Renewal {
    Require.notNegative("renewal", "slot", slot);
    Require.fraction("renewal", "accuracy", accuracy);
  }
}
