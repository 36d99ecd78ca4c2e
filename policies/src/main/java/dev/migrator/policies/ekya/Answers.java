package dev.migrator.policies.ekya;

import dev.migrator.core.model.Demand;
import java.util.HashMap;
import java.util.Map;

/**
 * What a tenant's capacity comes to by slot, with running sums: the part of its requests that is
 * answered, or their number.
 *
 * <p>Ekya knows no load. Here the accuracy of a slot is scaled by min(1, capacity / arrivals), the
 * part that is answered in time; of a demand of several levels by the mean over the levels.
 */
final class Answers {
  private final Demand demand;
  private final MeanOver meanOver;
  private final Map<Double, double[]> sums = new HashMap<>();

  Answers(Demand demand, MeanOver meanOver) {
    this.demand = demand;
    this.meanOver = meanOver;
  }

  /** By slot, 0 to the horizon's length: what is answered before it with that capacity. */
  double[] before(double capacity) {
    return sums.computeIfAbsent(capacity, this::sum);
  }

  /** What is answered in the slots from one, up to another and without that. */
  double between(int from, int to, double capacity) {
    double[] sum = before(capacity);
    return sum[to] - sum[from];
  }

  private double[] sum(double capacity) {
    double[] sum = new double[demand.slots() + 1];
    for (int slot = 0; slot < demand.slots(); slot++) {
      sum[slot + 1] = sum[slot] + in(slot, capacity);
    }
    return sum;
  }

  private double in(int slot, double capacity) {
    double served = demand.served(slot, capacity);
    return switch (meanOver) {
      case REQUESTS -> served;
      case TENANTS -> {
        double asked = demand.mean(slot);
        yield asked == 0 ? 1 : served / asked;
      }
    };
  }
}
