package dev.migrator.worker.model;

import dev.migrator.worker.contract.Refused;

/** A model that predicts, used by one thread at a time. */
public interface Model {

  /** What it takes and gives. */
  Signature signature();

  /**
   * Predicts a batch.
   *
   * @param inputs the values, input after input
   * @param count how many inputs these are, at least 1
   */
  Prediction predict(float[] inputs, int count);

  /** Takes other weights, or refuses them and stays as it is. */
  void take(Saved weights) throws Refused;
}
