package dev.migrator.policies.ekya;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Pausing;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Sharing;
import dev.migrator.core.model.Task;
import dev.migrator.core.plan.Planner;
import dev.migrator.fixtures.Gpus;
import dev.migrator.fixtures.RandomProblems;
import dev.migrator.fixtures.RandomProblems.Feature;
import dev.migrator.policies.PlayedRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of {@code ekya} and {@code ekya-mig} on every problem. Each seed is one problem. */
final class EkyaPlannerPropertyTest {
  private static final int SLOTS = 60;

  static Stream<GpuModel> gpus() {
    return Stream.of(Gpus.A30, Gpus.A100, Gpus.A100_MPS);
  }

  @ParameterizedTest
  @MethodSource("gpus")
  void everyPlanIsLegalAndWorthWhatItSays(GpuModel gpu) {
    int retrained = 0;
    int kept = 0;
    for (long seed = 0; seed < 100; seed++) {
      PlanningProblem problem = family(gpu, seed).withInherited(seed % 3 != 0).problem(seed);
      Plan plan = legal(problem, seed);
      retrained += (int) plan.retrainings().stream().filter(i -> !i.inherited()).count();
      kept += (int) plan.instances().stream().filter(PlannedInstance::inherited).count();
    }
    assertThat(retrained).as("retrainings begun").isGreaterThan(20);
    assertThat(kept).as("instances kept").isGreaterThan(20);
  }

  @ParameterizedTest
  @MethodSource("gpus")
  void uncertainDemandFloorsAndEarlyEndsAreCopedWith(GpuModel gpu) {
    for (long seed = 0; seed < 40; seed++) {
      legal(
          family(gpu, seed)
              .withInherited(true)
              .with(Feature.LEVELS, Feature.ELSEWHERE, Feature.FLOORS, Feature.EARLY)
              .problem(seed),
          seed);
    }
  }

  @ParameterizedTest
  @MethodSource("gpus")
  void aRetrainingRunsOnWhereItMightBePaused(GpuModel gpu) {
    for (long seed = 0; seed < 40; seed++) {
      PlanningProblem problem = family(gpu, seed).withInherited(true).problem(seed);
      Optional<Pausing> pausing = Optional.of(new Pausing(1, 2));
      legal(problem.with(problem.rules().withPausing(pausing)), seed);
    }
  }

  /** A share's shadow and who holds the share until then, both there. */
  @ParameterizedTest
  @EnumSource(MeanOver.class)
  void shadowsThatExistAreTakenOrDropped(MeanOver meanOver) {
    int taken = 0;
    for (long seed = 0; seed < 100; seed++) {
      PlanningProblem problem = family(Gpus.A100_MPS, seed).withInherited(true).problem(seed);
      PlanningProblem other = family(Gpus.A100_MPS, seed).withInherited(true).problem(seed + 1);
      List<Inherited> both = new ArrayList<>(problem.inherited());
      other.inherited().stream()
          .filter(Inherited.Serving.class::isInstance)
          .map(i -> new Inherited.Serving(i.placement(), new Task.Infer("t0"), 0))
          .filter(i -> both.stream().noneMatch(b -> isSame(b, i)))
          .forEach(both::add);
      PlanningProblem crowded = problem.with(problem.tenants(), both);
      EkyaPlanner.Settings settings = EkyaPlanner.Settings.standard().with(meanOver);
      Plan plan = EkyaPlanner.ofShares(settings).plan(crowded);
      assertThat(PlanCheck.violations(crowded, plan)).as("seed " + seed).isEmpty();
      taken += (int) plan.instances().stream().filter(PlannedInstance::inherited).count();
    }
    assertThat(taken).as("inherited instances in plans").isGreaterThan(20);
  }

  @ParameterizedTest
  @MethodSource("gpus")
  void everyPlanOfARunIsLegalAndEveryEndOfARetrainingBringsOne(GpuModel gpu) {
    int ends = 0;
    for (long seed = 0; seed < 40; seed++) {
      PlayedRun run = PlayedRun.of(family(gpu, seed).problem(seed), planner(gpu), SLOTS);
      Set<Integer> ended = ends(run);
      assertThat(run.plans.keySet()).as("seed " + seed).containsAll(ended);
      ends += ended.size();
    }
    assertThat(ends).as("ends of retrainings").isGreaterThan(20);
  }

  @ParameterizedTest
  @MethodSource("gpus")
  void theSameProblemGivesTheSamePlan(GpuModel gpu) {
    for (long seed = 0; seed < 10; seed++) {
      PlanningProblem problem = family(gpu, seed).withInherited(true).problem(seed);
      Planner planner = planner(gpu);
      Plan first = planner.plan(problem);
      assertThat(planner.plan(problem)).isEqualTo(first);
      assertThat(planner(gpu).plan(problem)).isEqualTo(first);
    }
  }

  /** The slots in which a retraining ended, as the last plan before them had it. */
  private static Set<Integer> ends(PlayedRun run) {
    Set<Integer> ends = new TreeSet<>();
    run.plans.forEach(
        (slot, plan) ->
            plan.retrainings().stream()
                .map(retraining -> slot + retraining.to())
                .filter(end -> end < SLOTS)
                .forEach(ends::add));
    return ends;
  }

  private static boolean isSame(Inherited one, Inherited other) {
    return one.placement().equals(other.placement()) && one.task().equals(other.task());
  }

  private static RandomProblems family(GpuModel gpu, long seed) {
    return RandomProblems.of(gpu, 1 + (int) (seed % 5), 24).withPreInitialization(seed % 4 != 0);
  }

  private static Plan legal(PlanningProblem problem, long seed) {
    Plan plan = planner(problem.gpu()).plan(problem);
    assertThat(PlanCheck.violations(problem, plan)).as("seed " + seed).isEmpty();
    return plan;
  }

  private static Planner planner(GpuModel gpu) {
    EkyaPlanner.Settings settings = EkyaPlanner.Settings.standard();
    return gpu.profiles().getFirst().sharing() == Sharing.MPS
        ? EkyaPlanner.ofShares(settings)
        : EkyaPlanner.ofInstances(settings);
  }
}
