package dev.migrator.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.control.Caution;
import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.model.BatchChoice;
import dev.migrator.core.model.LatencyCurve;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.ServiceProfile;
import dev.migrator.core.plan.search.PathPlanner;
import dev.migrator.simulator.world.RetrainingError;
import dev.migrator.simulator.world.WorldTenant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bound that no policy may exceed. */
final class UpperBoundTest {

  @Test
  void liesAboveThePlannerThatKnowsTheFutureAndNearIt() {
    Experiment experiment = SimulationTest.experiment(2, 0.25);

    double bound = UpperBound.of(experiment);
    double goodput = SimulationTest.run(experiment, new PathPlanner()).scorecard().goodput();

    assertThat(bound).isGreaterThan(goodput).isLessThan(1.1 * goodput);
  }

  /** Two tenants that want the whole GPU by turns, and set-ups that take one slot. */
  @ParameterizedTest
  @ValueSource(ints = {500, 300})
  void liesAboveThePlannerThatKnowsTheFutureWhereSetUpsAreShort(int slo) {
    LoopSettings settings =
        LoopSettings.of(SimulationTest.A100, Duration.ofSeconds(1), 200, Duration.ZERO)
            .withTerminalWindows(0)
            .with(Caution.NONE);
    int[] one = new int[200];
    int[] other = new int[200];
    for (int slot = 0; slot < one.length; slot++) {
      (slot / 4 % 2 == 0 ? one : other)[slot] = 50;
    }
    Experiment experiment =
        new Experiment(
            "by turns",
            settings,
            List.of(onWhole("a", slo, one), onWhole("b", slo, other)),
            Map.of(),
            1,
            42,
            RetrainingError.NONE);

    assertThat(UpperBound.of(experiment))
        .isGreaterThan(SimulationTest.run(experiment, new PathPlanner()).scorecard().goodput());
  }

  private static WorldTenant onWhole(String name, int slo, int[] arrivals) {
    Profile whole = SimulationTest.A100.whole();
    LatencyCurve curve =
        new LatencyCurve(List.of(new BatchChoice(1, 10_000_000), new BatchChoice(10, 100_000_000)));
    ServiceProfile service =
        new ServiceProfile(
            "m", SimulationTest.A100.name(), Map.of(whole, curve), Map.of(whole, 1.0), "made up");
    return new WorldTenant(name, service, Duration.ofMillis(slo), 1, List.of(), 1, arrivals);
  }

  @Test
  void ofAFleetLiesAboveWhatOneOfItsGpusEarnsAlone() {
    Experiment alone = SimulationTest.experiment(2, 0.25);
    double goodput = SimulationTest.run(alone, new PathPlanner()).scorecard().goodput();

    assertThat(UpperBound.of(withGpus(alone, 2))).isGreaterThan(goodput);
    assertThat(UpperBound.of(withGpus(alone, 50))).isLessThanOrEqualTo(0.89 * alone.requests());
  }

  @Test
  void ofAFleetIsNoMoreThanItsSlicesCanServe() {
    Experiment one = SimulationTest.experiment(1, 0);
    List<WorldTenant> crowd = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      crowd.add(named(one.tenants().getFirst(), "t" + i));
    }
    Experiment crowded = withTenants(withGpus(one, 2), crowd);

    // Within 100 ms, resnet50 is served best by 2g + 2g + 3g: 789 + 789 + 1,329 a second. Counting
    // slices of both kinds, of which a GPU has 15, a 2g takes 4 for its 789.
    double best = 0.89 * 2 * 2_907 * 200;
    double most = 0.89 * 2 * 15 / 4.0 * 789.5 * (200 + 0.1);
    assertThat(UpperBound.of(crowded)).isBetween(best, most);
    assertThat(0.89 * crowded.requests()).isGreaterThan(2 * most);
  }

  private static Experiment withGpus(Experiment e, int gpus) {
    LoopSettings s = e.settings();
    LoopSettings more = s.with(Collections.nCopies(gpus, s.gpus().getFirst()));
    return new Experiment(
        e.name(), more, e.tenants(), e.histories(), e.windows(), e.seed(), e.retrainingError());
  }

  private static Experiment withTenants(Experiment e, List<WorldTenant> tenants) {
    return new Experiment(
        e.name(), e.settings(), tenants, Map.of(), e.windows(), e.seed(), e.retrainingError());
  }

  private static WorldTenant named(WorldTenant t, String name) {
    return new WorldTenant(
        name, t.service(), t.slo(), t.weight(), t.learning(), t.accuracy(), t.arrivals());
  }

  @Test
  void isNeverMoreThanEveryRequestAnsweredByTheBestModel() {
    Experiment experiment = SimulationTest.experiment(1, 0);

    assertThat(UpperBound.of(experiment)).isLessThanOrEqualTo(0.89 * experiment.requests());
  }
}
