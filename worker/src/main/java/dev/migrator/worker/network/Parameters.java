package dev.migrator.worker.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.migrator.worker.contract.Refused;
import dev.migrator.worker.model.Saved;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** The parameters of a network as plain arrays: drawn at random, checked, put into PyTorch. */
public final class Parameters {
  private static final String NETWORK = "network";

  private Parameters() {}

  /** Parameters as drawn at random: weights after He, biases 0. */
  public static Saved random(Network network, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<float[]> arrays = network.parameters().stream().map(s -> random(s, random)).toList();
    return saved(network, arrays);
  }

  /** Parameters with what they are the parameters of. */
  public static Saved saved(Network network, List<float[]> arrays) {
    return new Saved(new TreeMap<>(Map.of(NETWORK, network.name())), arrays);
  }

  /** Refuses what is not of this network, or has fewer arrays, or of other sizes. */
  static List<float[]> check(Network network, Saved saved) throws Refused {
    String name = saved.fact(NETWORK);
    if (!name.equals(network.name())) {
      throw new Refused("the weights are of '%s'; expected '%s'.".formatted(name, network.name()));
    }
    List<Shape> shapes = network.parameters();
    for (int i = 0; i < shapes.size(); i++) {
      if (i >= saved.arrays().size() || saved.arrays().get(i).length != shapes.get(i).size()) {
        throw new Refused(
            "the weights do not fit: parameter %d of %d.".formatted(i, shapes.size()));
      }
    }
    return saved.arrays().subList(0, shapes.size());
  }

  /** Puts arrays into PyTorch; they belong to the manager. */
  static List<NDArray> create(NDManager manager, Network network, List<float[]> arrays) {
    List<NDArray> created = new ArrayList<>();
    for (int i = 0; i < arrays.size(); i++) {
      created.add(manager.create(arrays.get(i), network.parameters().get(i)));
    }
    return created;
  }

  private static float[] random(Shape shape, SplittableRandom random) {
    float[] values = new float[(int) shape.size()];
    if (shape.dimension() > 1) {
      double spread = Math.sqrt(2.0 * shape.get(0) / shape.size());
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (spread * random.nextGaussian());
      }
    }
    return values;
  }
}
