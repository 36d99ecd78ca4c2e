package dev.migrator.catalog;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A quantity by part of the GPU: linear between the parts at which it was measured, in proportion
 * to the part below the smallest of them, constant above the largest.
 */
final class Knots {
  private final NavigableMap<Double, Double> values = new TreeMap<>();

  /** Notes what was measured at a part of the GPU, above 0. */
  void add(double part, double value) {
    values.put(part, value);
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  /** The value at a part of the GPU; there has to be at least one knot. */
  double at(double part) {
    Map.Entry<Double, Double> below = values.floorEntry(part);
    Map.Entry<Double, Double> above = values.ceilingEntry(part);
    if (below == null) {
      return above.getValue() * part / above.getKey();
    }
    if (above == null || above.getKey().equals(below.getKey())) {
      return below.getValue();
    }
    double way = (part - below.getKey()) / (above.getKey() - below.getKey());
    return below.getValue() + way * (above.getValue() - below.getValue());
  }

  /** The highest value for its part. */
  double most() {
    return values.entrySet().stream()
        .mapToDouble(knot -> knot.getValue() / knot.getKey())
        .max()
        .orElse(0);
  }
}
