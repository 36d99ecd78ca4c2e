package dev.migrator.worker.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;

/** The layers that both networks are built from. */
final class Layers {
  private static final Shape TWO = new Shape(2, 2);
  private static final Shape ONE = new Shape(1, 1);
  private static final Shape NONE = new Shape(0, 0);

  private Layers() {}

  static NDArray linear(NDArray inputs, NDArray weight, NDArray bias) {
    return Linear.linear(inputs, weight, bias).singletonOrThrow();
  }

  static NDArray linearRelu(NDArray inputs, NDArray weight, NDArray bias) {
    return Activation.relu(linear(inputs, weight, bias));
  }

  /** Convolution that keeps rows and columns, then half of each by the largest of four. */
  static NDArray convolutionRelu(NDArray inputs, NDArray weight, NDArray bias) {
    NDArray made = Conv2d.conv2d(inputs, weight, bias, ONE, ONE, ONE).singletonOrThrow();
    return Pool.maxPool2d(Activation.relu(made), TWO, TWO, NONE, false);
  }
}
