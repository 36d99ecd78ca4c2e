package dev.migrator.worker.retrain;

import dev.migrator.stream.Example;
import dev.migrator.stream.Examples;
import dev.migrator.worker.contract.Refused;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/**
 * Examples parted into those to learn from and those held out: each fifth, so that both are of the
 * same times.
 *
 * @param learned those to learn from
 * @param heldOut those only tested with
 */
record Lessons(List<Example> learned, List<Example> heldOut) {
  private static final int EACH = 5;

  static Lessons of(Examples examples) throws Refused {
    if (examples.size() < EACH) {
      throw new Refused(
          "there are %d examples; expected at least %d.".formatted(examples.size(), EACH));
    }
    List<Example> learned = new ArrayList<>();
    List<Example> heldOut = new ArrayList<>();
    for (int i = 0; i < examples.size(); i++) {
      (i % EACH == EACH - 1 ? heldOut : learned).add(examples.list().get(i));
    }
    return new Lessons(List.copyOf(learned), List.copyOf(heldOut));
  }

  /** How many batches an epoch has. */
  int batches(int size) {
    return (learned.size() + size - 1) / size;
  }

  /** The examples to learn from in the order of an epoch, which seed and epoch alone decide. */
  List<Example> order(long seed, int epoch) {
    List<Example> order = new ArrayList<>(learned);
    SplittableRandom random = new SplittableRandom(31 * seed + epoch);
    for (int i = order.size() - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      Example other = order.get(j);
      order.set(j, order.get(i));
      order.set(i, other);
    }
    return order;
  }

  /** A number that tells these examples from others. */
  long fingerprint() {
    CRC32 sum = new CRC32();
    for (Example example : learned) {
      ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + Float.BYTES * example.input().length);
      bytes.putInt(example.label()).asFloatBuffer().put(example.input());
      sum.update(bytes.array());
    }
    return sum.getValue();
  }
}
