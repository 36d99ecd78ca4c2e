package dev.migrator.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.catalog.GpuModels;
import dev.migrator.catalog.ServiceCatalog;
import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.RetrainingChoice;
import dev.migrator.core.plan.Planner;
import dev.migrator.core.plan.Replanning;
import dev.migrator.core.plan.search.PathPlanner;
import dev.migrator.core.plan.search.PlannerSettings;
import dev.migrator.core.predict.Clairvoyant;
import dev.migrator.core.predict.Forecaster;
import dev.migrator.core.predict.Forecasters;
import dev.migrator.simulator.world.RetrainingError;
import dev.migrator.simulator.world.WindowLearning;
import dev.migrator.simulator.world.WorldTenant;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Planning anew in each slot must not make the loop restless. */
final class StabilityTest {
  private static final GpuModel A100 = GpuModels.named("A100-80GB");
  private static final int WINDOW = 60;
  private static final int BEFORE = 100;
  private static final int SEEDS = 8;
  private static final PlannerSettings QUICK = new PlannerSettings(0.005, 10_000_000, true);

  /**
   * Nearer to the best plan than what a change must bring: another change would be restlessness.
   */
  private static final PlannerSettings PRECISE = new PlannerSettings(2e-4, 100_000_000, true);

  @Test
  void changesTheLayoutNoOftenerThanOnePlanDoesWhenArrivalsAreConstant() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Experiment experiment = experiment(seed, 0);
      Run once = run(experiment, everySlots(PRECISE, WINDOW), clairvoyant(experiment));
      Run always = run(experiment, everySlots(PRECISE, 1), clairvoyant(experiment));

      assertThat(always.plans()).hasSize(WINDOW);
      assertThat(always.refused()).isEmpty();
      assertThat(always.scorecard().reconfigurations())
          .as("seed %d", seed)
          .isLessThanOrEqualTo(once.scorecard().reconfigurations());
      assertThat(always.scorecard().goodput())
          .as("seed %d", seed)
          .isGreaterThanOrEqualTo(0.995 * once.scorecard().goodput());
    }
  }

  @Test
  void changesTheLayoutHardlyOftenerWhenForecastsFluctuateALittle() {
    int once = 0;
    int always = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Experiment experiment = experiment(seed, 0.03);
      once += changes(experiment, WINDOW);
      always += changes(experiment, 1);
    }

    // At most one more in four windows, of some three or four in each.
    assertThat(always).isLessThanOrEqualTo(once + SEEDS / 4);
  }

  private static int changes(Experiment experiment, int everySlots) {
    Forecaster average = Forecasters.movingAverage(30, Forecasters.LEVELS);
    return run(experiment, everySlots(QUICK, everySlots), Map.of("a", average, "b", average))
        .scorecard()
        .reconfigurations();
  }

  private static Planner everySlots(PlannerSettings settings, int slots) {
    return new Replanning(new PathPlanner(settings), slots, Set.of(), 1);
  }

  private static Run run(
      Experiment experiment, Planner planner, Map<String, Forecaster> forecasters) {
    return new Simulation(experiment, () -> 0).run(planner, forecasters, slot -> {});
  }

  private static Map<String, Forecaster> clairvoyant(Experiment experiment) {
    Map<String, Forecaster> forecasters = new HashMap<>();
    experiment.truth().forEach((name, truth) -> forecasters.put(name, new Clairvoyant(truth)));
    return forecasters;
  }

  /** Two tenants whose loads do not change but for noise of that relative size. */
  private static Experiment experiment(int seed, double noise) {
    Random random = new Random(seed);
    double share = 0.2 + 0.6 * random.nextDouble();
    double load = 0.6 + 0.6 * random.nextDouble();
    int[] a = arrivals(1800 * load * share, noise, random);
    int[] b = arrivals(230 * load * (1 - share), noise, random);
    return new Experiment(
        "constant",
        LoopSettings.of(A100, Duration.ofSeconds(1), WINDOW, Duration.ofMillis(5_500)),
        List.of(tenant("a", "resnet50", 100, a), tenant("b", "bert", 200, b)),
        Map.of("a", before(a), "b", before(b)),
        1,
        seed,
        RetrainingError.NONE);
  }

  private static int[] arrivals(double mean, double noise, Random random) {
    int[] arrivals = new int[BEFORE + WINDOW];
    Arrays.setAll(
        arrivals, _ -> (int) Math.max(0, Math.round(mean * (1 + noise * random.nextGaussian()))));
    return arrivals;
  }

  private static double[] before(int[] arrivals) {
    return Arrays.stream(arrivals).limit(BEFORE).asDoubleStream().toArray();
  }

  private static WorldTenant tenant(String name, String model, int sloMillis, int[] arrivals) {
    return new WorldTenant(
        name,
        ServiceCatalog.model(model, A100),
        Duration.ofMillis(sloMillis),
        1,
        List.of(
            new WindowLearning(
                0.8, List.of(new RetrainingChoice("short", Duration.ofSeconds(6), 0.85)))),
        1,
        Arrays.copyOfRange(arrivals, BEFORE, arrivals.length));
  }
}
