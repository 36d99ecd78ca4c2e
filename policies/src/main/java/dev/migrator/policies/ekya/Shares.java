package dev.migrator.policies.ekya;

import java.util.Arrays;

/**
 * Shares of a GPU by tenant.
 *
 * @param inference of each tenant's inference
 * @param training of each tenant's retraining; 0 where there is none to choose
 * @param ends the slot in which each retraining is expected to end
 */
record Shares(double[] inference, double[] training, int[] ends) {

  /** Nothing for anybody. */
  static Shares none(int clients) {
    return new Shares(new double[clients], new double[clients], new int[clients]);
  }

  /** All of them together. */
  double sum() {
    return Arrays.stream(inference).sum() + Arrays.stream(training).sum();
  }

  /** The same, with a retraining's share given to the same tenant's inference. */
  Shares withoutTraining(int client) {
    Shares other = new Shares(inference.clone(), training.clone(), ends);
    other.inference[client] += training[client];
    other.training[client] = 0;
    return other;
  }
}
