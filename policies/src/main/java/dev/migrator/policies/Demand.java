package dev.migrator.policies;

import java.util.HashMap;
import java.util.Map;

/** A tenant's expected requests, with running sums of what any capacity would answer of them. */
final class Demand {
  private final dev.migrator.core.model.Demand expected;
  private final Map<Double, double[]> sums = new HashMap<>();

  Demand(dev.migrator.core.model.Demand expected) {
    this.expected = expected;
  }

  /** By slot, 0 to the horizon's length: requests answered before it with that capacity. */
  double[] answered(double capacity) {
    return sums.computeIfAbsent(capacity, this::sum);
  }

  private double[] sum(double capacity) {
    double[] sum = new double[expected.slots() + 1];
    for (int slot = 0; slot < expected.slots(); slot++) {
      sum[slot + 1] = sum[slot] + expected.served(slot, capacity);
    }
    return sum;
  }
}
