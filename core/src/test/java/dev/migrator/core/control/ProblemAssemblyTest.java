package dev.migrator.core.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.model.BatchChoice;
import dev.migrator.core.model.Demand;
import dev.migrator.core.model.Forecast;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.LatencyCurve;
import dev.migrator.core.model.Outcome;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.ServiceProfile;
import dev.migrator.core.model.Snapshot;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.Tenant;
import dev.migrator.core.model.TenantReading;
import dev.migrator.core.plan.PathPlanner;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One tenant on slots of a second, ten a window; an instance is set up in two. */
class ProblemAssemblyTest {
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

  @Test
  void thoseThatWaitAreToBeAnsweredOrGiveUpInEachSlotOfTheirSlo() {
    assertThat(demand(Duration.ofMillis(4_900), 8, 3).mean())
        .containsExactly(5, 5, 5, 5, 3, 3, 3, 3, 3, 3);
    assertThat(demand(Duration.ofSeconds(20), 10, 0).mean()).containsOnly(0.5).hasSize(10);
  }

  @Test
  void thoseThatCannotWaitASlotAreNotPlannedFor() {
    assertThat(demand(Duration.ofMillis(900), 8, 3).mean()).containsOnly(3);
    assertThat(demand(Duration.ofSeconds(4), 0, 3).mean()).containsOnly(3);
  }

  @Test
  void aTenantOfWhomNothingIsKnownIsExpectedToCallOnce() {
    assertThat(demand(Duration.ofMillis(900), 0, 0).mean()).containsOnly(0.1).hasSize(10);
    assertThat(demand(Duration.ofMillis(900), 0, 0.04).mean())
        .containsExactly(row(0.1), within(1e-12));
    assertThat(demand(Duration.ofMillis(900), 0, 0.1).mean()).containsOnly(0.1);
    assertThat(demand(Duration.ofSeconds(20), 1, 0).mean())
        .containsExactly(row(0.1), within(1e-12));
  }

  @Test
  void aTenantThatIsSilentBecauseNobodyServesItIsServed() {
    assertIsServed(problem(Duration.ofSeconds(5), 1, 0));
    assertIsServed(problem(Duration.ofMillis(100), 0, 0));
  }

  private static void assertIsServed(PlanningProblem problem) {
    assertThat(new PathPlanner().plan(problem).instances())
        .singleElement()
        .satisfies(
            instance -> {
              assertThat(instance.task()).isEqualTo(new Task.Infer("a"));
              assertThat(instance.from()).isZero();
            });
  }

  private static Demand demand(Duration slo, long waiting, double forecast) {
    return problem(slo, waiting, forecast).tenants().getFirst().demand();
  }

  private static PlanningProblem problem(Duration slo, long waiting, double forecast) {
    LoopSettings settings =
        LoopSettings.of(GPU, Duration.ofSeconds(1), 10, Duration.ofMillis(1_500));
    LatencyCurve curve = new LatencyCurve(List.of(new BatchChoice(10, 20_000_000)));
    ServiceProfile service =
        new ServiceProfile("net", GPU.name(), Map.of(WHOLE, curve), Map.of(), "made up");
    Outcome last = new Outcome(waiting, 0, 0, 0, waiting, 0);
    double[] mean = row(forecast);
    return new ProblemAssembly(settings, List.of(new Tenant("a", service, slo, 1)))
        .problem(
            new Snapshot(0, List.of(), List.of(new TenantReading("a", 0.9, List.of(), last))),
            Map.of("a", new Forecast(mean, List.of(), new double[0][])),
            Set.of());
  }

  private static double[] row(double value) {
    double[] row = new double[10];
    Arrays.fill(row, value);
    return row;
  }
}
