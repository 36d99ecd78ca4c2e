package dev.migrator.worker.retrain;

import dev.migrator.stream.Example;
import java.util.List;

/** Examples side by side, as a network takes them. */
@SuppressWarnings("ArrayRecordComponent")
record Batch(float[] inputs, int[] labels) {

  static Batch of(List<Example> examples) {
    int values = examples.getFirst().input().length;
    float[] inputs = new float[examples.size() * values];
    int[] labels = new int[examples.size()];
    for (int i = 0; i < labels.length; i++) {
      System.arraycopy(examples.get(i).input(), 0, inputs, i * values, values);
      labels[i] = examples.get(i).label();
    }
    return new Batch(inputs, labels);
  }

  int size() {
    return labels.length;
  }
}
