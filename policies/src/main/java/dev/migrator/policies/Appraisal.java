package dev.migrator.policies;

import dev.migrator.core.model.TenantOutlook;

/** What a policy thinks of who gets which seats of a layout; the highest sum is best. */
public interface Appraisal {

  /**
   * What it is worth that a tenant infers on seats, by set of seats as a bit set.
   *
   * @return an entry for each subset of the layout's seats; {@link Double#NEGATIVE_INFINITY} where
   *     that must not be
   */
  double[] serving(Cut cut, TenantOutlook tenant);

  /** What it is worth that a tenant is retrained so; 0 is what it is worth that it is not. */
  double training(Cut cut, TenantOutlook tenant, Training training);
}
