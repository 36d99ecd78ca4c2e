package dev.migrator.worker.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.migrator.worker.contract.Refused;
import java.util.List;

/** The plan of a network: the shapes of its parameters, and what is computed with them. */
public sealed interface Network permits Convolutional, Perceptron {

  /** The name under which it is asked for, and which its weights carry. */
  String name();

  /** The dimensions of one input, without the batch. */
  List<Integer> dimensions();

  /** How many classes it tells apart. */
  int classes();

  /** Weights and biases, layer after layer; the last two are the last layer's. */
  List<Shape> parameters();

  /**
   * What the layers before the last make of a batch.
   *
   * @param inputs of shape batch, then dimensions; results belong to the manager of these
   * @param parameters as {@link #parameters()} says
   * @return of shape batch, features
   */
  NDArray features(NDArray inputs, List<NDArray> parameters);

  /** How many parameters the last layer has: a weight and a bias. */
  int LAST_LAYER = 2;

  /** The network of a name. */
  static Network named(String name) throws Refused {
    return switch (name) {
      case "convolutional" -> new Convolutional();
      case "perceptron" -> new Perceptron();
      default ->
          throw new Refused(
              "MIGRATOR_MODEL is '%s'; expected 'convolutional', 'perceptron' or 'no-op'."
                  .formatted(name));
    };
  }

  /** How many values one input has. */
  default int values() {
    return dimensions().stream().reduce(1, (a, b) -> a * b);
  }

  /** The scores of a batch, before they are made probabilities: of shape batch, classes. */
  default NDArray scores(NDArray inputs, List<NDArray> parameters) {
    return lastLayer(features(inputs, parameters), parameters);
  }

  /** The last layer alone: from features to scores. */
  default NDArray lastLayer(NDArray features, List<NDArray> parameters) {
    int last = parameters.size() - LAST_LAYER;
    return Layers.linear(features, parameters.get(last), parameters.get(last + 1));
  }
}
