package dev.migrator.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.catalog.GpuModels;
import dev.migrator.catalog.ServiceCatalog;
import dev.migrator.core.control.Caution;
import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingChoice;
import dev.migrator.core.plan.Planner;
import dev.migrator.core.plan.Replanning;
import dev.migrator.core.plan.search.PathPlanner;
import dev.migrator.core.predict.Clairvoyant;
import dev.migrator.core.predict.Forecaster;
import dev.migrator.simulator.trace.Generators;
import dev.migrator.simulator.world.RetrainingError;
import dev.migrator.simulator.world.WindowLearning;
import dev.migrator.simulator.world.WorldTenant;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The control loop in its simulated world. */
final class SimulationTest {
  static final GpuModel A100 = GpuModels.named("A100-80GB");
  private static final int WINDOW = 200;

  @Test
  void forecastValueOfThePlansIsWhatTheSimulatorMeasures() {
    Experiment experiment = experiment(3, 0.0);
    Planner planner = new PathPlanner();
    Run run = run(experiment, planner);
    double promised = run.plans().stream().mapToDouble(Plan::value).sum();
    assertThat(run.refused()).isEmpty();
    assertThat(run.scorecard().goodput()).isCloseTo(promised, within(0.03 * promised));
    assertThat(run.scorecard().retrainings()).isPositive();
  }

  @Test
  void sameSeedGivesTheSameRun() {
    Experiment experiment = experiment(2, 0.5);
    Run once = run(experiment, new PathPlanner());
    Run again = run(experiment, new PathPlanner());
    assertThat(once.plans()).isEqualTo(again.plans());
    assertThat(once.scorecard().tenants()).isEqualTo(again.scorecard().tenants());
  }

  @Test
  void planThatFailsItsCheckIsNeverApplied() {
    Experiment experiment = experiment(1, 0.5);
    Run run = run(experiment, new Liar());
    assertThat(run.refused()).isNotEmpty();
    assertThat(run.plans()).isEmpty();
    assertThat(run.recording().instances()).isEmpty();
  }

  /** Retrainings that take up to several times as long as planned keep what others wait for. */
  @Test
  void goesOnWhereRetrainingsTurnOutOtherThanPlanned() {
    for (double durationError : new double[] {0, 1}) {
      Experiment experiment =
          wrong(experiment(3, 0.25), new Caution(4, 0.3, 0.2, durationError, 0.3));
      Run run = run(experiment, new Replanning(new PathPlanner(), 20));
      assertThat(run.refused()).isEmpty();
      assertThat(run.scorecard().retrainings()).isPositive();
      assertThat(run.scorecard().requests()).isEqualTo(experiment.requests());
      assertThat(run.scorecard().sloAttainment()).isGreaterThan(0.6);
    }
  }

  private static Experiment wrong(Experiment right, Caution caution) {
    return new Experiment(
        right.name(),
        right.settings().with(caution),
        right.tenants(),
        right.histories(),
        right.windows(),
        right.seed(),
        new RetrainingError(1, 0.5));
  }

  /** Claims more than its plan is worth. */
  private static final class Liar implements Planner {
    @Override
    public String name() {
      return "liar";
    }

    @Override
    public Plan plan(PlanningProblem problem) {
      Plan honest = new PathPlanner().plan(problem);
      return new Plan("liar", honest.slots(), honest.instances(), honest.value() + 100, 1e9);
    }
  }

  static Run run(Experiment experiment, Planner planner) {
    Map<String, Forecaster> forecasters = new HashMap<>();
    experiment.truth().forEach((name, truth) -> forecasters.put(name, new Clairvoyant(truth)));
    return new Simulation(experiment, () -> 0).run(planner, forecasters, slot -> {});
  }

  static Experiment experiment(int windows, double terminalWindows) {
    LoopSettings settings =
        LoopSettings.of(A100, Duration.ofSeconds(1), WINDOW, Duration.ofMillis(5_500))
            .withTerminalWindows(terminalWindows);
    return new Experiment(
        "test",
        settings,
        List.of(
            tenant("vision", "resnet50", 100, 900, windows, 1),
            tenant("text", "bert", 200, 110, windows, 2)),
        Map.of(),
        windows,
        42,
        RetrainingError.NONE);
  }

  private static WorldTenant tenant(
      String name, String model, int sloMillis, double mean, int windows, long seed) {
    WindowLearning learning =
        new WindowLearning(
            0.7,
            List.of(
                new RetrainingChoice("last-layer", Duration.ofMillis(12_700), 0.84),
                new RetrainingChoice("all-layers", Duration.ofSeconds(52), 0.89)));
    return new WorldTenant(
        name,
        ServiceCatalog.model(model, A100),
        Duration.ofMillis(sloMillis),
        1,
        java.util.Collections.nCopies(windows, learning),
        1,
        Generators.named(
                "bursty", OptionalDouble.of(mean), OptionalDouble.of(1.8), OptionalInt.empty())
            .counts(windows * WINDOW, seed));
  }
}
