package dev.migrator.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.catalog.GpuModels;
import dev.migrator.catalog.MpsService;
import dev.migrator.catalog.MpsSettings;
import dev.migrator.catalog.ServiceCatalog;
import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.MpsGpu;
import dev.migrator.core.model.Outcome;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingChoice;
import dev.migrator.core.model.Step;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantReading;
import dev.migrator.core.plan.Occasion;
import dev.migrator.core.plan.Planner;
import dev.migrator.core.predict.Clairvoyant;
import dev.migrator.core.predict.Forecaster;
import dev.migrator.simulator.world.InstanceBar;
import dev.migrator.simulator.world.RetrainingError;
import dev.migrator.simulator.world.WindowLearning;
import dev.migrator.simulator.world.World;
import dev.migrator.simulator.world.WorldTenant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The control loop on a GPU that is shared by MPS; each test's name shows the seed. */
final class SharesTest {
  private static final GpuModel A100 = GpuModels.named("A100-80GB");
  private static final GpuModel SHARED = MpsGpu.of(A100);
  private static final Duration START = Duration.ofMillis(5_500);
  private static final int WINDOW = 100;
  private static final int WINDOWS = 3;
  private static final int SET_UP = 6;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void randomLegalPlansAreCarriedOutAndEveryRequestIsAccountedFor(long seed) {
    Experiment experiment = experiment(seed, 0);
    DrivenLoop driven = driven(experiment, new RandomShares(seed), _ -> false);
    checkEverySlot(driven);

    assertThat(driven.refused).as("seed %d", seed).isEmpty();
    assertThat(driven.planned).hasSizeGreaterThan(20);
    assertThat(driven.loop.finish().retrainings()).isPositive();
    checkShares(driven.world.recording().instances(), seed);
  }

  /** Creations fail, and retrainings take other times than planned: shares stay disjoint. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void sharesStayDisjointWhateverGoesWrong(long seed) {
    Random random = new Random(seed);
    Experiment experiment = experiment(seed, 0.7);
    DrivenLoop driven = driven(experiment, new RandomShares(seed), _ -> random.nextDouble() < 0.2);
    checkEverySlot(driven);

    checkShares(driven.world.recording().instances(), seed);
    assertThat(driven.world.recording().tenants())
        .allSatisfy(tenant -> assertThat(Arrays.stream(tenant.withinSlo()).sum()).isPositive());
  }

  /** Whatever is refused, what exists is kept without that two work on one share. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void keepsSharesDisjointWherePlansAreRefused(long seed) {
    Random random = new Random(seed);
    Experiment experiment = experiment(seed, 0);
    Planner planner = new SometimesWrong(new RandomShares(seed), random);
    DrivenLoop driven = driven(experiment, planner, _ -> false);
    checkEverySlot(driven);

    assertThat(driven.refused).isNotEmpty();
    checkShares(driven.world.recording().instances(), seed);
  }

  @Test
  void nobodyIsSilentWhileTheWholeGpuIsHandedOver() {
    Experiment experiment = experiment(1, 0, 100);
    DrivenLoop driven = driven(experiment, new Swapping(10), _ -> false);
    driven.until(WINDOW);

    for (int tenant = 0; tenant < 2; tenant++) {
      int[] arrived = driven.world.recording().tenants().get(tenant).arrived();
      int[] served = driven.withinSlo(tenant, 0);
      for (int slot = SET_UP; slot < WINDOW; slot++) {
        // What comes within the last batch before a slot's end may be answered in the next one.
        assertThat(served[slot])
            .as("tenant %d, slot %d", tenant, slot)
            .isBetween((int) (0.8 * arrived[slot]), (int) (1.2 * arrived[slot]));
      }
    }
    assertThat(driven.changes()).isGreaterThan(5);
    assertThat(driven.steps.values().stream().flatMap(List::stream))
        .filteredOn(Step.Drain.class::isInstance)
        .hasSizeGreaterThan(10);
  }

  @Test
  void boundLiesAboveWhatIsEarnedOnShares() {
    Experiment experiment = experiment(1, 0, 100);
    Run run = SimulationTest.run(experiment, new Swapping(50));

    assertThat(UpperBound.of(experiment))
        .isGreaterThan(run.scorecard().goodput())
        .isLessThanOrEqualTo(0.89 * experiment.requests());
  }

  private static void checkEverySlot(DrivenLoop driven) {
    Map<String, Outcome> totals = new HashMap<>();
    while (!driven.world.isOver()) {
      driven.until(driven.world.slot() + 1);
      for (TenantReading reading : driven.world.tenants()) {
        Outcome sum = totals.merge(reading.tenant(), reading.last(), Outcome::plus);
        assertThat(sum.arrived())
            .as("%s at slot %d", reading.tenant(), driven.world.slot())
            .isEqualTo(sum.withinSlo() + sum.late() + sum.dropped() + reading.last().waiting());
      }
    }
  }

  /** Whenever somebody works there is no other on its share, beside the end of a last batch. */
  private static void checkShares(List<InstanceBar> bars, long seed) {
    double lastBatch = 0.11;
    assertThat(bars).hasSizeGreaterThan(20);
    for (int i = 0; i < bars.size(); i++) {
      for (InstanceBar other : bars.subList(i + 1, bars.size())) {
        InstanceBar one = bars.get(i);
        boolean meet =
            Math.max(one.from(), other.from()) < Math.min(one.to(), other.to()) - lastBatch;
        assertThat(meet && one.placement().overlaps(other.placement()))
            .as("seed %d: %s and %s", seed, one, other)
            .isFalse();
      }
    }
  }

  private static DrivenLoop driven(
      Experiment experiment, Planner planner, Predicate<Step.Create> fails) {
    World world = experiment.world();
    Map<String, Forecaster> forecasters = new HashMap<>();
    experiment.truth().forEach((name, truth) -> forecasters.put(name, new Clairvoyant(truth)));
    return new DrivenLoop(
        experiment.settings(),
        experiment.loopTenants(),
        world,
        new Faults(world, fails),
        planner,
        forecasters);
  }

  /** Swaps the halves of the GPU between the tenants every so often. */
  private record Swapping(int period) implements Planner {
    @Override
    public String name() {
      return "swapping";
    }

    @Override
    public Plan plan(PlanningProblem problem) {
      List<PlannedInstance> plan = new ArrayList<>();
      for (int ready = SET_UP; ready < problem.slots(); ready += period) {
        int turn = ready / period % 2;
        int to = Math.min(problem.slots(), ready + period);
        for (int tenant = 0; tenant < 2; tenant++) {
          Placement half = new Placement(MpsGpu.share(SHARED, 10), tenant == turn ? 0 : 10);
          Task task = new Task.Infer(problem.tenants().get(tenant).name());
          plan.add(new PlannedInstance(half, task, ready - SET_UP, ready, to, false));
        }
      }
      double value = PlanCheck.value(problem, plan);
      return new Plan(name(), problem.slots(), plan, value, value + 1);
    }
  }

  /** Claims too much now and then. */
  private record SometimesWrong(Planner planner, Random random) implements Planner {
    @Override
    public String name() {
      return planner.name();
    }

    @Override
    public boolean isDue(Occasion occasion) {
      return planner.isDue(occasion);
    }

    @Override
    public Plan plan(PlanningProblem problem) {
      Plan plan = planner.plan(problem);
      double claimed = random.nextBoolean() ? plan.value() : plan.value() + 1e6;
      return new Plan(name(), plan.slots(), plan.instances(), claimed, 1e9);
    }
  }

  private static Experiment experiment(long seed, double durationError) {
    return experiment(seed, durationError, 250);
  }

  private static Experiment experiment(long seed, double durationError, int perSlot) {
    LoopSettings settings =
        LoopSettings.of(SHARED, Duration.ofSeconds(1), WINDOW, START).withTerminalWindows(0);
    return new Experiment(
        "shares",
        settings,
        List.of(
            tenant("vision", "resnet50", perSlot),
            tenant("text", "bert", perSlot / 3),
            tenant("scenes", "densenet121", perSlot)),
        Map.of(),
        WINDOWS,
        seed,
        new RetrainingError(durationError, 0));
  }

  private static WorldTenant tenant(String name, String model, int perSlot) {
    WindowLearning learning =
        new WindowLearning(
            0.7, List.of(new RetrainingChoice("short", Duration.ofSeconds(5), 0.89)));
    int[] arrivals = new int[WINDOWS * WINDOW];
    Arrays.fill(arrivals, perSlot);
    return new WorldTenant(
        name,
        MpsService.of(ServiceCatalog.model(model, A100), A100, MpsSettings.USUAL),
        Duration.ofMillis(200),
        1,
        Collections.nCopies(WINDOWS, learning),
        1,
        arrivals);
  }
}
