package dev.migrator.worker.network;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.migrator.worker.contract.Refused;
import dev.migrator.worker.model.Saved;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A network that learns, batch by batch, by stochastic gradient descent with momentum on the
 * cross-entropy. Where only the last layer learns, no gradient is computed through the others.
 */
public final class Trainer implements AutoCloseable {
  private static final float MOMENTUM = 0.9f;
  private static final float DECAY = 1e-4f;

  private final Network network;
  private final Choice choice;
  private final NDManager owner = Torch.newManager();
  private final List<NDArray> parameters;
  private final List<NDArray> velocities;

  /**
   * A trainer.
   *
   * @param state weights, or what {@link #state()} gave: weights and how fast each of them moved
   */
  public Trainer(Network network, Choice choice, Saved state) throws Refused {
    this.network = network;
    this.choice = choice;
    this.parameters = Parameters.create(owner, network, Parameters.check(network, state));
    this.velocities = Parameters.create(owner, network, velocities(network, state));
    learning().forEach(i -> parameters.get(i).setRequiresGradient(true));
  }

  /**
   * Learns from a batch.
   *
   * @return the mean loss before it
   */
  public float learn(float[] inputs, int[] labels, float rate) {
    try (NDManager scratch = owner.newSubManager()) {
      NDArray batch = scratch.create(inputs, NetworkModel.batchShape(network, labels.length));
      NDArray wanted = scratch.create(labels).oneHot(network.classes());
      NDArray loss = loss(batch, wanted);
      learning().forEach(i -> step(scratch, i, rate));
      return loss.getFloat();
    }
  }

  /** Which of these inputs it puts into the right class, as a share. */
  public double accuracy(float[] inputs, int[] labels) {
    try (NDManager scratch = owner.newSubManager()) {
      NDArray batch = scratch.create(inputs, NetworkModel.batchShape(network, labels.length));
      long[] said = network.scores(batch, parameters).argMax(1).toLongArray();
      int right = 0;
      for (int i = 0; i < labels.length; i++) {
        right += said[i] == labels[i] ? 1 : 0;
      }
      return (double) right / labels.length;
    }
  }

  /** The weights. */
  public Saved weights() {
    return Parameters.saved(network, floats(parameters));
  }

  /** Weights and velocities, to go on from. */
  public Saved state() {
    List<float[]> arrays = new ArrayList<>(floats(parameters));
    arrays.addAll(floats(velocities));
    return Parameters.saved(network, arrays);
  }

  /** How many arrays PyTorch holds for this trainer now. */
  int arraysHeld() {
    return Torch.arraysHeld(owner);
  }

  @Override
  public void close() {
    owner.close();
  }

  private NDArray loss(NDArray batch, NDArray wanted) {
    try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
      NDArray scores = network.scores(batch, parameters);
      NDArray loss = scores.logSoftmax(1).mul(wanted).sum(new int[] {1}).mean().neg();
      gradients.backward(loss);
      return loss;
    }
  }

  private void step(NDManager scratch, int index, float rate) {
    NDArray parameter = parameters.get(index);
    NDArray velocity = velocities.get(index);
    NDArray weight = parameter.stopGradient();
    NDArray gradient = parameter.getGradient();
    weight.attach(scratch);
    gradient.attach(scratch);
    NDArray decayed = weight.mul(DECAY);
    decayed.attach(scratch);
    velocity.muli(MOMENTUM).addi(gradient).addi(decayed);
    NDArray move = velocity.mul(rate);
    move.attach(scratch);
    weight.subi(move);
    // The next batch's gradient is added to what is there.
    gradient.subi(gradient);
  }

  private List<Integer> learning() {
    int all = network.parameters().size();
    int first =
        switch (choice) {
          case LAST_LAYER -> all - Network.LAST_LAYER;
          case ALL_LAYERS -> 0;
        };
    return IntStream.range(first, all).boxed().toList();
  }

  private static List<float[]> velocities(Network network, Saved state) throws Refused {
    List<Shape> shapes = network.parameters();
    if (state.arrays().size() == shapes.size()) {
      return shapes.stream().map(shape -> new float[(int) shape.size()]).toList();
    }
    int from = Math.min(shapes.size(), state.arrays().size());
    List<float[]> second = state.arrays().subList(from, state.arrays().size());
    return Parameters.check(network, new Saved(state.facts(), second));
  }

  private static List<float[]> floats(List<NDArray> arrays) {
    return arrays.stream().map(NDArray::toFloatArray).toList();
  }
}
