package dev.migrator.policies.ekya;

/** What Ekya's mean accuracy is a mean over. */
public enum MeanOver {
  /**
   * Tenants and instants, each alike, as in the paper: an hour in which nobody asks counts as much
   * as a busy one.
   */
  TENANTS,
  /** Requests: a tenant counts as much as is asked of it, and so does an instant. */
  REQUESTS
}
