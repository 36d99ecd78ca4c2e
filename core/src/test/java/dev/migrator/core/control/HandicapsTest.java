package dev.migrator.core.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HandicapsTest {
  private static final Profile WHOLE =
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

  /** 100 requests in 100 ms at best, 10 in 20 ms in time. */
  private static final Tenant TENANT =
      new Tenant(
          "a",
          new ServiceProfile(
              "net",
              GPU.name(),
              Map.of(
                  WHOLE,
                  new LatencyCurve(
                      List.of(new BatchChoice(10, 20_000_000), new BatchChoice(100, 100_000_000)))),
              Map.of(),
              "made up"),
          Duration.ofMillis(50),
          1);

  @Test
  void plansCountOnlyOnAnswersInTimeUnlessSlosAreIgnored() {
    assertThat(capacity(Handicaps.NONE)).isCloseTo(500, within(1e-6));
    assertThat(capacity(new Handicaps(false, true))).isCloseTo(1_000, within(1e-6));
  }

  private static double capacity(Handicaps handicaps) {
    LoopSettings settings =
        LoopSettings.of(GPU, Duration.ofSeconds(1), 10, Duration.ofSeconds(2)).with(handicaps);
    Snapshot snapshot =
        new Snapshot(0, List.of(), List.of(new TenantReading("a", 0.9, List.of(), Outcome.NONE)));
    PlanningProblem problem =
        new ProblemAssembly(settings, List.of(TENANT))
            .problem(
                snapshot,
                Map.of("a", new Forecast(new double[10], List.of(), new double[0][])),
                Set.of());
    return problem.tenants().getFirst().capacityOf(WHOLE);
  }
}
