package dev.migrator.policies.ekya;

import java.util.Arrays;

/**
 * Shares of GPUs by tenant in Ekya's released simulator.
 *
 * @param training share of each tenant's retraining; 0 where nothing is retrained
 * @param inference share of each tenant's inference
 */
public record ReleasedShares(double[] training, double[] inference) {

  /** The same for every tenant. */
  static ReleasedShares equal(int tenants, double training, double inference) {
    ReleasedShares shares = new ReleasedShares(new double[tenants], new double[tenants]);
    Arrays.fill(shares.training, training);
    Arrays.fill(shares.inference, inference);
    return shares;
  }

  /** A copy that can be changed without changing this one. */
  ReleasedShares copy() {
    return new ReleasedShares(training.clone(), inference.clone());
  }
}
