package dev.migrator.worker.retrain;

import dev.migrator.worker.network.Choice;

/**
 * How a retraining is run.
 *
 * @param choice what learns
 * @param epochs how often it sees all examples
 * @param batch how many examples it learns from at once
 * @param seed decides their order
 */
public record Course(Choice choice, int epochs, int batch, long seed) {
  private static final float FIRST_RATE_OF_LAST_LAYER = 0.05f;
  private static final float FIRST_RATE_OF_ALL_LAYERS = 0.02f;

  /** The learning rate when so much of the course is done: falls along half a cosine. */
  float rate(double done) {
    float first =
        switch (choice) {
          case LAST_LAYER -> FIRST_RATE_OF_LAST_LAYER;
          case ALL_LAYERS -> FIRST_RATE_OF_ALL_LAYERS;
        };
    return (float) (first * (1 + Math.cos(Math.PI * done)) / 2);
  }
}
