package dev.migrator.worker.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/** Three linear layers, for vectors of 32 features. */
public record Perceptron() implements Network {
  private static final int VALUES = 32;
  private static final int HIDDEN = 384;
  private static final int CLASSES = 10;

  @Override
  public String name() {
    return "perceptron";
  }

  @Override
  public List<Integer> dimensions() {
    return List.of(VALUES);
  }

  @Override
  public int classes() {
    return CLASSES;
  }

  @Override
  public List<Shape> parameters() {
    return List.of(
        new Shape(HIDDEN, VALUES),
        new Shape(HIDDEN),
        new Shape(HIDDEN, HIDDEN),
        new Shape(HIDDEN),
        new Shape(CLASSES, HIDDEN),
        new Shape(CLASSES));
  }

  @Override
  public NDArray features(NDArray inputs, List<NDArray> p) {
    NDArray first = Layers.linearRelu(inputs, p.get(0), p.get(1));
    return Layers.linearRelu(first, p.get(2), p.get(3));
  }
}
