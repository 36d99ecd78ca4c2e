package dev.migrator.stream;

import java.util.List;

/**
 * Labelled examples of one shape, in an order.
 *
 * @param shape of all of them
 * @param list the examples
 */
public record Examples(Shape shape, List<Example> list) {

  /** Refuses an example that is not of the shape. */
  public Examples {
    list = List.copyOf(list);
    for (Example example : list) {
      if (example.input().length != shape.values()) {
        throw new IllegalArgumentException(
            "an input has %d values; expected %d of shape %s."
                .formatted(example.input().length, shape.values(), shape.dimensions()));
      }
      if (example.label() < 0 || example.label() >= shape.classes()) {
        throw new IllegalArgumentException(
            "a label is %d; expected 0 to %d.".formatted(example.label(), shape.classes() - 1));
      }
    }
  }

  /** How many there are. */
  public int size() {
    return list.size();
  }
}
