package dev.migrator.stream;

import java.util.List;

/**
 * The shape of a stream's inputs and how many classes there are.
 *
 * @param dimensions of one input, outermost first: channels, rows, columns of an image
 * @param classes how many labels there are; a label is from 0 to one less
 */
public record Shape(List<Integer> dimensions, int classes) {
  private static final int MOST_DIMENSIONS = 4;
  private static final int MOST_VALUES = 65_536;
  private static final int MOST_CLASSES = 1_000;

  /** Refuses a shape that is empty or beyond all bounds. */
  public Shape {
    dimensions = List.copyOf(dimensions);
    if (!isCountWithinBounds(dimensions)) {
      throw new IllegalArgumentException(
          "dimensions are %s; expected 1 to %d of them.".formatted(dimensions, MOST_DIMENSIONS));
    }
    if (!areValuesWithinBounds(dimensions)) {
      throw new IllegalArgumentException(
          "dimensions are %s; expected each to be at least 1 and all together at most %d values."
              .formatted(dimensions, MOST_VALUES));
    }
    if (classes < 2 || classes > MOST_CLASSES) {
      throw new IllegalArgumentException(
          "classes are %d; expected 2 to %d.".formatted(classes, MOST_CLASSES));
    }
  }

  /** Whether inputs may have those dimensions. */
  public static boolean isWithinBounds(List<Integer> dimensions) {
    return isCountWithinBounds(dimensions) && areValuesWithinBounds(dimensions);
  }

  /** How many values one input has. */
  public int values() {
    return (int) product(dimensions);
  }

  private static boolean isCountWithinBounds(List<Integer> dimensions) {
    return !dimensions.isEmpty() && dimensions.size() <= MOST_DIMENSIONS;
  }

  private static boolean areValuesWithinBounds(List<Integer> dimensions) {
    return dimensions.stream().allMatch(d -> d >= 1) && product(dimensions) <= MOST_VALUES;
  }

  private static long product(List<Integer> dimensions) {
    return dimensions.stream()
        .mapToLong(Integer::longValue)
        .reduce(1, (a, b) -> a > MOST_VALUES ? a : a * b);
  }
}
