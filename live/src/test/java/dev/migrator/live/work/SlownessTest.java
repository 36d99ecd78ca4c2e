package dev.migrator.live.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.control.ProblemAssembly;
import dev.migrator.core.model.Forecast;
import dev.migrator.core.model.Outcome;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.Snapshot;
import dev.migrator.core.model.Tenant;
import dev.migrator.core.model.TenantReading;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SlownessTest {
  private static final Profile SIZE = Scene.GPU.profile("3g");
  private static final double EXPECTED = 10_000_000;

  private final Tenant tenant = Scene.tenant().tenant();
  private final Slowness slowness = new Slowness(tenant.service());

  @Test
  void goesOnWithinItsBounds() {
    assertThat(new Slowness(tenant.service(), 1.7).factor()).isEqualTo(1.7);
    assertThat(new Slowness(tenant.service(), 100).factor()).isEqualTo(4);
    assertThat(new Slowness(tenant.service(), 0).factor()).isEqualTo(0.25);
    assertThat(new Slowness(tenant.service(), Double.NaN).factor()).isEqualTo(1);
  }

  @Test
  void goesSlowlyToWhatIsSeen() {
    slowness.took(SIZE, 8, 99, 2 * EXPECTED);
    assertThat(slowness.factor()).isEqualTo(1);
    slowness.took(SIZE, 8, 1, 2 * EXPECTED);
    assertThat(slowness.factor()).isCloseTo(1.1, within(1e-9));
    for (int i = 0; i < 7; i++) {
      slowness.took(SIZE, 4, 100, 2 * EXPECTED);
    }
    assertThat(slowness.factor()).isEqualTo(2);
    slowness.took(SIZE, 8, 100, EXPECTED);
    assertThat(slowness.factor()).isCloseTo(1.8, within(1e-9));
  }

  @Test
  void staysWithinItsBounds() {
    for (int i = 0; i < 100; i++) {
      slowness.took(SIZE, 8, 100, 1e12);
    }
    assertThat(slowness.factor()).isEqualTo(4);
    for (int i = 0; i < 100; i++) {
      slowness.took(SIZE, 8, 100, 1);
    }
    assertThat(slowness.factor()).isEqualTo(0.25);
  }

  @Test
  void isDoubtedDownToWhatTheProfileSays() {
    Slowness slow = new Slowness(tenant.service(), 1.15);
    slow.doubt();
    assertThat(slow.factor()).isCloseTo(1.035, within(1e-9));
    slow.doubt();
    assertThat(slow.factor()).isEqualTo(1);
    Slowness quick = new Slowness(tenant.service(), 0.5);
    quick.doubt();
    assertThat(quick.factor()).isEqualTo(0.5);
  }

  @Test
  void tellsWhatWasSeenBySizesThatTheProfileKnows() {
    slowness.took(SIZE, 8, 10, 2 * EXPECTED);
    slowness.took(SIZE, 3, 30, EXPECTED);
    // Larger than any that was measured: nothing is known to compare it with.
    slowness.took(SIZE, 9, 10, EXPECTED);

    ObservedBatches seen = slowness.observed().getFirst();
    assertThat(slowness.observed()).hasSize(1);
    assertThat(seen.batch()).isEqualTo(8);
    assertThat(seen.batches()).isEqualTo(40);
    assertThat(seen.meanNanos()).isCloseTo(1.25 * EXPECTED, within(1.0));
  }

  @Test
  void plansCountWithIt() {
    double once = capacity(1);
    assertThat(capacity(2)).isCloseTo(once / 2, within(1e-6));
    assertThat(capacity(0.5)).isCloseTo(once * 2, within(1e-6));
  }

  private double capacity(double factor) {
    LoopSettings settings =
        LoopSettings.of(Scene.GPU, Duration.ofSeconds(1), 20, Duration.ofSeconds(1));
    TenantReading reading =
        new TenantReading(tenant.name(), 0.5, List.of(), Outcome.NONE, List.of(), factor);
    PlanningProblem problem =
        new ProblemAssembly(settings, List.of(tenant))
            .problem(
                new Snapshot(0, List.of(), List.of(reading)),
                Map.of(
                    tenant.name(), new Forecast(new double[] {10, 10}, List.of(), new double[0][])),
                Set.of());
    return problem.tenants().getFirst().capacity().getOrDefault(SIZE, 0.0);
  }
}
