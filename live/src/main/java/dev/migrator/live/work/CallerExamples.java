package dev.migrator.live.work;

import dev.migrator.stream.Example;
import dev.migrator.stream.Examples;
import dev.migrator.stream.Shape;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * The newest inputs of one tenant's callers of which they told the truth, for that tenant's own
 * retraining. They come from any thread.
 *
 * <p>It holds a bounded number, in a bounded number of bytes, all of one shape: when inputs of
 * another shape come it begins anew. What no example may be, such as an infinite number, is left
 * out.
 */
final class CallerExamples {
  /** Fewer say too little to learn from. */
  static final int LEAST = 64;

  private static final long MOST_BYTES = 16L << 20;
  private static final int MOST_CLASSES = 1_000;

  private final int most;
  private final ArrayDeque<Example> newest = new ArrayDeque<>();
  private List<Integer> dimensions = List.of();

  /** Of at most so many. */
  CallerExamples(int most) {
    this.most = most;
  }

  /** An input and what it truly is. */
  synchronized void add(List<Integer> rowShape, float[] values, int label) {
    List<Integer> shape = rowShape.isEmpty() ? List.of(1) : rowShape;
    if (label < 0 || label >= MOST_CLASSES || !isUsable(shape, values)) {
      return;
    }
    if (!shape.equals(dimensions)) {
      newest.clear();
      dimensions = List.copyOf(shape);
    }
    newest.addLast(new Example(values, label));
    if (newest.size() > Math.min(most, MOST_BYTES / ((long) Float.BYTES * values.length))) {
      newest.removeFirst();
    }
  }

  /** Those of an earlier run, as if they came one after the other. */
  void addAll(Examples earlier) {
    for (Example example : earlier.list()) {
      add(earlier.shape().dimensions(), example.input(), example.label());
    }
  }

  /** How many there are. */
  synchronized int size() {
    return newest.size();
  }

  /** The newest, oldest of them first; empty if there are too few. */
  synchronized Optional<Examples> newest(int count) {
    if (newest.size() < LEAST) {
      return Optional.empty();
    }
    int classes = newest.stream().mapToInt(Example::label).max().orElse(0) + 1;
    return Optional.of(
        new Examples(
            new Shape(dimensions, Math.max(2, classes)),
            newest.stream().skip(Math.max(0, newest.size() - count)).toList()));
  }

  private static boolean isUsable(List<Integer> shape, float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return Shape.isWithinBounds(shape);
  }
}
