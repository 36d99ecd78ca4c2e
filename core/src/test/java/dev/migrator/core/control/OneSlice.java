package dev.migrator.core.control;

import dev.migrator.core.model.BatchChoice;
import dev.migrator.core.model.Forecast;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.LatencyCurve;
import dev.migrator.core.model.Outcome;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.ServiceProfile;
import dev.migrator.core.model.Snapshot;
import dev.migrator.core.model.Tenant;
import dev.migrator.core.model.TenantReading;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** A GPU of one slice and one tenant, on slots of a second, ten a window. */
final class OneSlice {
  static final int SLOTS = 10;
  static final Profile WHOLE =
      new Profile(
          "test",
          "1g.10gb",
          "1g",
          1,
          1,
          1,
          OptionalInt.empty(),
          OptionalInt.empty(),
          List.of(0),
          Duration.ZERO,
          Duration.ZERO);
  private static final GpuModel GPU = new GpuModel("test", List.of(), 1, 1, List.of(WHOLE));

  private OneSlice() {}

  static LoopSettings settings() {
    return LoopSettings.of(GPU, Duration.ofSeconds(1), SLOTS, Duration.ofMillis(1_500));
  }

  static Tenant tenant(Duration slo, BatchChoice... batches) {
    LatencyCurve curve = new LatencyCurve(List.of(batches));
    ServiceProfile service =
        new ServiceProfile("net", GPU.name(), Map.of(WHOLE, curve), Map.of(), "made up");
    return new Tenant("a", service, slo, 1);
  }

  /** With that forecast for each slot. */
  static PlanningProblem problem(
      LoopSettings settings, Tenant tenant, Outcome last, double forecast) {
    TenantReading reading = new TenantReading(tenant.name(), 0.9, List.of(), last);
    return new ProblemAssembly(settings, List.of(tenant))
        .problem(
            new Snapshot(0, List.of(), List.of(reading)),
            Map.of(tenant.name(), new Forecast(row(forecast), List.of(), new double[0][])),
            Set.of());
  }

  static double[] row(double value) {
    double[] row = new double[SLOTS];
    Arrays.fill(row, value);
    return row;
  }
}
