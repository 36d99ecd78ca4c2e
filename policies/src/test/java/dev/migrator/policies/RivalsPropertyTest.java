package dev.migrator.policies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.MpsGpu;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.Planner;
import dev.migrator.fixtures.Gpus;
import dev.migrator.fixtures.RandomProblems;
import dev.migrator.fixtures.RandomProblems.Feature;
import dev.migrator.policies.astraea.AstraeaMigPlanner;
import dev.migrator.policies.astraea.AstraeaPlanner;
import dev.migrator.policies.miso.MisoPlanner;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of Astraea's and MISO's planners on every problem. Each seed is one problem. */
final class RivalsPropertyTest {

  static Stream<Arguments> planners() {
    return Stream.of(
        Arguments.of(new AstraeaPlanner(), Gpus.A100_MPS),
        Arguments.of(new AstraeaMigPlanner(), Gpus.A30),
        Arguments.of(new AstraeaMigPlanner(), Gpus.A100),
        Arguments.of(new MisoPlanner(), Gpus.A30),
        Arguments.of(new MisoPlanner(), Gpus.A100));
  }

  @ParameterizedTest
  @MethodSource("planners")
  void everyPlanIsLegalAndTheSameAgain(Planner planner, GpuModel gpu) {
    int retrained = 0;
    int kept = 0;
    for (long seed = 0; seed < 100; seed++) {
      PlanningProblem problem = family(gpu, seed).withInherited(seed % 3 != 0).problem(seed);
      Plan plan = legal(planner, problem, seed);
      assertThat(planner.plan(problem)).isEqualTo(plan);
      retrained += (int) plan.retrainings().stream().filter(i -> !i.inherited()).count();
      kept += (int) plan.instances().stream().filter(PlannedInstance::inherited).count();
    }
    assertThat(retrained).as("retrainings begun").isGreaterThan(10);
    assertThat(kept).as("instances kept").isGreaterThan(10);
  }

  @ParameterizedTest
  @MethodSource("planners")
  void uncertainDemandFloorsAndEarlyEndsAreCopedWith(Planner planner, GpuModel gpu) {
    for (long seed = 0; seed < 40; seed++) {
      RandomProblems family =
          family(gpu, seed)
              .withInherited(true)
              .with(Feature.LEVELS, Feature.ELSEWHERE, Feature.FLOORS, Feature.EARLY);
      legal(planner, family.problem(seed), seed);
    }
  }

  /** A retraining that runs leaves no piece as large as what the other one is to get. */
  @ParameterizedTest
  @ValueSource(ints = {0, 4, 5, 6, 7, 8, 9, 10, 11, 12, 17})
  void sharesFindPlacesBesideWhatRuns(int start) {
    GpuModel gpu = Gpus.A100_MPS;
    Map<Profile, Double> capacity = new HashMap<>();
    Map<Profile, Integer> lengths = new HashMap<>();
    Map<Profile, Integer> setup = new HashMap<>();
    for (Profile profile : gpu.profiles()) {
      capacity.put(profile, 10.0 * profile.computeSlices());
      lengths.put(profile, Math.max(1, 100 / profile.computeSlices()));
      setup.put(profile, 6);
    }
    double[] few = new double[200];
    Arrays.fill(few, 15);
    RetrainingOption option = new RetrainingOption("full", 0.9, lengths);
    PlanningProblem problem =
        new PlanningProblem(
            gpu,
            GpuModel.placements(gpu.profiles()),
            few.length,
            setup,
            Stream.of("a", "b")
                .map(n -> new TenantOutlook(n, 1, 0.8, few, capacity, List.of(option), false, 0))
                .toList(),
            List.of(
                new Inherited.Retraining(
                    new Placement(MpsGpu.share(gpu, 3), start),
                    new Task.Retrain("a", "full"),
                    10,
                    0.9)),
            true,
            0);

    Plan plan = legal(new AstraeaPlanner(), problem, start);
    assertThat(plan.retrainings()).extracting(i -> i.task().tenant()).contains("b");
  }

  private static RandomProblems family(GpuModel gpu, long seed) {
    return RandomProblems.of(gpu, 1 + (int) (seed % 5), 24).withPreInitialization(seed % 4 != 0);
  }

  private static Plan legal(Planner planner, PlanningProblem problem, long seed) {
    Plan plan = planner.plan(problem);
    assertThat(PlanCheck.violations(problem, plan)).as("seed " + seed).isEmpty();
    return plan;
  }
}
