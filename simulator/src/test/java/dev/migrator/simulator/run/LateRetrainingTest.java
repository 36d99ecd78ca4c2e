package dev.migrator.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.catalog.GpuModels;
import dev.migrator.core.control.Caution;
import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.BatchChoice;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.LatencyCurve;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingChoice;
import dev.migrator.core.model.ServiceProfile;
import dev.migrator.core.model.Task;
import dev.migrator.core.plan.Planner;
import dev.migrator.core.plan.Replanning;
import dev.migrator.simulator.world.RetrainingError;
import dev.migrator.simulator.world.WindowLearning;
import dev.migrator.simulator.world.WorldTenant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A retraining that runs into the next window, in which there is a choice of the same name. */
final class LateRetrainingTest {
  private static final GpuModel A100 = GpuModels.named("A100-80GB");
  private static final int WINDOW = 40;
  private static final int WINDOWS = 3;
  private static final Placement THREE =
      new Placement(
          A100.baseProfiles().stream().filter(p -> p.key().equals("3g")).findFirst().orElseThrow(),
          4);

  /** Retrains as late as its estimate allows, whatever else there is; remembers what it is told. */
  private static final class Latest implements Planner {
    /** By window in which one was late: what it was said to bring. */
    private final List<Double> late = new ArrayList<>();

    /** Whether such a window's own retraining was offered once the late one was over. */
    private final List<Boolean> offered = new ArrayList<>();

    private boolean isLate;

    @Override
    public String name() {
      return "latest";
    }

    @Override
    public Plan plan(PlanningProblem problem) {
      List<Inherited.Retraining> running =
          problem.inherited().stream()
              .filter(Inherited.Retraining.class::isInstance)
              .map(Inherited.Retraining.class::cast)
              .toList();
      if (problem.slots() == WINDOW) {
        isLate = !running.isEmpty();
        running.forEach(r -> late.add(r.accuracyAfter()));
      } else if (isLate && running.isEmpty()) {
        isLate = false;
        offered.add(!problem.tenants().getFirst().options().isEmpty());
      }
      List<PlannedInstance> instances =
          running.isEmpty()
              ? problem.tenants().getFirst().options().stream()
                  .map(o -> begun(problem, o.name(), o.slots().get(THREE.profile())))
                  .toList()
              : running.stream()
                  .map(
                      r ->
                          new PlannedInstance(
                              r.placement(), r.task(), 0, r.ready(), r.endsAt(), true))
                  .toList();
      double value = PlanCheck.value(problem, instances);
      return new Plan(name(), problem.slots(), instances, value, value + 1);
    }

    private static PlannedInstance begun(PlanningProblem problem, String choice, int length) {
      int setup = problem.setupSlots(THREE.profile());
      int from = problem.rules().retrainBy() - setup - length;
      return new PlannedInstance(
          THREE, new Task.Retrain("a", choice), from, from + setup, from + setup + length, false);
    }
  }

  @Test
  void bringsWhatItHasLearnedAndLeavesTheWindowItsOwnRetraining() {
    Latest planner = new Latest();
    Run run = SimulationTest.run(experiment(late()), new Replanning(planner, 10));

    assertThat(run.refused()).isEmpty();
    assertThat(planner.late).isNotEmpty();
    // Not what the choice of the same name in the window that has begun would bring.
    assertThat(planner.late).allSatisfy(accuracy -> assertThat(accuracy).isLessThan(0.9));
    assertThat(planner.offered).isNotEmpty().containsOnly(true);
  }

  /** The first seed in which one is late, and over before the next plan. */
  private static long late() {
    for (long seed = 1; ; seed++) {
      Latest planner = new Latest();
      SimulationTest.run(experiment(seed), new Replanning(planner, 10));
      if (!planner.offered.isEmpty()) {
        return seed;
      }
      assertThat(seed).isLessThan(50);
    }
  }

  private static Experiment experiment(long seed) {
    LoopSettings settings =
        LoopSettings.of(A100, Duration.ofSeconds(1), WINDOW, Duration.ofMillis(5_500))
            .with(Caution.NONE);
    RetrainingChoice choice = new RetrainingChoice("all-layers", Duration.ofSeconds(5), 0.9);
    int[] arrivals = new int[WINDOW * WINDOWS];
    Arrays.fill(arrivals, 20);
    return new Experiment(
        "late",
        settings,
        List.of(
            new WorldTenant(
                "a",
                service(),
                Duration.ofMillis(200),
                1,
                Collections.nCopies(WINDOWS, new WindowLearning(0.7, List.of(choice))),
                1,
                arrivals)),
        Map.of(),
        WINDOWS,
        seed,
        new RetrainingError(0.5, 0));
  }

  private static ServiceProfile service() {
    Map<Profile, LatencyCurve> curves = new LinkedHashMap<>();
    Map<Profile, Double> speeds = new LinkedHashMap<>();
    for (Profile profile : A100.baseProfiles()) {
      long latency = 70_000_000L / profile.computeSlices();
      curves.put(profile, new LatencyCurve(List.of(new BatchChoice(10, latency))));
      speeds.put(profile, profile.computeSlices() / 7.0);
    }
    return new ServiceProfile("m", A100.name(), curves, speeds, "made up");
  }
}
