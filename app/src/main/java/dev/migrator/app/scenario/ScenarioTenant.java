package dev.migrator.app.scenario;

import dev.migrator.core.model.ServiceProfile;
import dev.migrator.simulator.world.WindowLearning;
import dev.migrator.simulator.world.WorldTenant;
import java.time.Duration;
import java.util.List;

/** A tenant as a scenario describes it: all but its requests. */
record ScenarioTenant(
    String name,
    ServiceProfile service,
    Duration slo,
    double weight,
    List<WindowLearning> learning,
    double accuracy,
    double floor,
    Arrivals arrivals) {
  ScenarioTenant {
    learning = List.copyOf(learning);
  }

  WorldTenant with(int[] requests) {
    return new WorldTenant(name, service, slo, weight, learning, accuracy, floor, requests);
  }
}
