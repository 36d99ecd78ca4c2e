package dev.migrator.worker.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.migrator.worker.contract.Refused;
import dev.migrator.worker.model.Model;
import dev.migrator.worker.model.Prediction;
import dev.migrator.worker.model.Saved;
import dev.migrator.worker.model.Signature;
import java.util.List;
import java.util.stream.LongStream;

/** A network with its parameters, that predicts. Whatever a prediction needs is freed after it. */
public final class NetworkModel implements Model, AutoCloseable {
  private final Network network;
  private final NDManager root = Torch.newManager();
  private NDManager owner = root.newSubManager();
  private List<NDArray> parameters;

  /** A model with weights to begin with. */
  public NetworkModel(Network network, Saved weights) throws Refused {
    this.network = network;
    this.parameters = Parameters.create(owner, network, Parameters.check(network, weights));
  }

  @Override
  public Signature signature() {
    return new Signature(
        "djl_pytorch",
        "input",
        network.dimensions(),
        List.of(
            new Signature.Output("probabilities", "FP32", List.of(network.classes())),
            new Signature.Output("label", "INT64", List.of())));
  }

  @Override
  public Prediction predict(float[] inputs, int count) {
    try (NDManager scratch = root.newSubManager()) {
      NDArray batch = scratch.create(inputs, batchShape(network, count));
      NDArray scores = network.scores(batch, parameters);
      return Prediction.of(network.classes(), scores.softmax(1).toFloatArray());
    }
  }

  @Override
  public void take(Saved weights) throws Refused {
    List<float[]> arrays = Parameters.check(network, weights);
    NDManager old = owner;
    owner = root.newSubManager();
    parameters = Parameters.create(owner, network, arrays);
    old.close();
  }

  /** How many arrays PyTorch holds for this model now. */
  int arraysHeld() {
    return Torch.arraysHeld(root) + owner.getManagedArrays().size();
  }

  @Override
  public void close() {
    root.close();
  }

  static Shape batchShape(Network network, int count) {
    long[] dimensions =
        LongStream.concat(
                LongStream.of(count), network.dimensions().stream().mapToLong(Integer::longValue))
            .toArray();
    return new Shape(dimensions);
  }
}
