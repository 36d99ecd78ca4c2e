package dev.migrator.simulator.world;

import dev.migrator.core.model.ServiceProfile;
import java.time.Duration;
import java.util.List;

/**
 * A tenant of a world.
 *
 * @param name unique among the tenants
 * @param service what its model does on the GPU's profiles
 * @param slo time from a request's arrival to its answer
 * @param weight worth of one correct timely answer, above 0; the world itself makes no use of it
 * @param learning what can be learnt, by window; empty for a tenant that is never retrained
 * @param accuracy accuracy of a tenant that is never retrained, from 0 to 1; otherwise not used
 * @param floor share of each window's requests that is to be answered in time, from 0 to 1; the
 *     world itself makes no use of it
 * @param arrivals requests by slot of the whole run. Not copied: treat as immutable
 */
public record WorldTenant(
    String name,
    ServiceProfile service,
    Duration slo,
    double weight,
    List<WindowLearning> learning,
    double accuracy,
    double floor,
    int[] arrivals) {

  public WorldTenant {
    Require.value(slo.isPositive(), name, "slo", slo, "a duration above 0");
    Require.value(weight > 0, name, "weight", weight, "a number above 0");
    Require.value(
        accuracy >= 0 && accuracy <= 1, name, "accuracy", accuracy, "a number from 0 to 1");
    Require.value(floor >= 0 && floor <= 1, name, "floor", floor, "a number from 0 to 1");
    learning = List.copyOf(learning);
    for (int count : arrivals) {
      Require.value(count >= 0, name, "arrivals", count, "a number of at least 0");
    }
  }

  /** Without a floor. */
  public WorldTenant(
      String name,
      ServiceProfile service,
      Duration slo,
      double weight,
      List<WindowLearning> learning,
      double accuracy,
      int[] arrivals) {
    this(name, service, slo, weight, learning, accuracy, 0, arrivals);
  }

  /** The same with a model that does other things on other profiles. */
  public WorldTenant with(ServiceProfile other) {
    return new WorldTenant(name, other, slo, weight, learning, accuracy, floor, arrivals);
  }

  /** The same with other requests. */
  public WorldTenant withArrivals(int[] others) {
    return new WorldTenant(name, service, slo, weight, learning, accuracy, floor, others);
  }
}
