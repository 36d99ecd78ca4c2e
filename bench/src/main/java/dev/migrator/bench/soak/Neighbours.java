package dev.migrator.bench.soak;

import dev.migrator.stream.Example;
import dev.migrator.stream.ExampleFile;
import dev.migrator.stream.Examples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A model that answers what the nearest of its examples is. It learns by being given other
 * examples, and becomes worse as the stream that they came from drifts away.
 */
record Neighbours(Examples examples) {

  static Neighbours read(Path file) throws IOException {
    return new Neighbours(ExampleFile.read(file));
  }

  int label(float[] input) {
    int label = 0;
    double nearest = Double.MAX_VALUE;
    for (Example example : examples.list()) {
      double distance = distance(example.input(), input);
      if (distance < nearest) {
        nearest = distance;
        label = example.label();
      }
    }
    return label;
  }

  /** Of each tenth example by the others: the share that it knows. */
  double accuracy() {
    Examples learnt = new Examples(examples.shape(), every(false));
    Neighbours model = new Neighbours(learnt);
    List<Example> held = every(true);
    long right = held.stream().filter(e -> model.label(e.input()) == e.label()).count();
    return held.isEmpty() ? 0 : (double) right / held.size();
  }

  private List<Example> every(boolean held) {
    return IntStream.range(0, examples.size())
        .filter(i -> (i % 10 == 0) == held)
        .mapToObj(examples.list()::get)
        .toList();
  }

  private static double distance(float[] one, float[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += (one[i] - other[i]) * (one[i] - other[i]);
    }
    return sum;
  }
}
