package dev.migrator.worker.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/** Two convolutions and two linear layers, for grey images of 16 by 16. */
public record Convolutional() implements Network {
  private static final int SIDE = 16;
  private static final int CLASSES = 10;
  private static final int FIRST = 24;
  private static final int SECOND = 48;
  private static final int HIDDEN = 96;
  private static final int FLAT = SECOND * (SIDE / 4) * (SIDE / 4);

  @Override
  public String name() {
    return "convolutional";
  }

  @Override
  public List<Integer> dimensions() {
    return List.of(1, SIDE, SIDE);
  }

  @Override
  public int classes() {
    return CLASSES;
  }

  @Override
  public List<Shape> parameters() {
    return List.of(
        new Shape(FIRST, 1, 3, 3),
        new Shape(FIRST),
        new Shape(SECOND, FIRST, 3, 3),
        new Shape(SECOND),
        new Shape(HIDDEN, FLAT),
        new Shape(HIDDEN),
        new Shape(CLASSES, HIDDEN),
        new Shape(CLASSES));
  }

  @Override
  public NDArray features(NDArray inputs, List<NDArray> p) {
    NDArray first = Layers.convolutionRelu(inputs, p.get(0), p.get(1));
    NDArray second = Layers.convolutionRelu(first, p.get(2), p.get(3));
    NDArray flat = second.reshape(new Shape(-1, FLAT));
    return Layers.linearRelu(flat, p.get(4), p.get(5));
  }
}
