package dev.migrator.core.plan.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.Task;
import dev.migrator.core.plan.Worth;
import dev.migrator.core.plan.state.Problems;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NeighboursTest {
  private static final GpuModel GPU = Problems.LARGE;
  private static final int SLOTS = 40;
  private static final long EFFORT = 20_000_000;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void improvesAnyPlanToALegalOneWithinTheBound(long seed) {
    PlanningProblem problem = Problems.random(GPU, 4, SLOTS, seed);
    Worth worth = new Worth(problem);

    List<PlannedInstance> better = improved(problem, List.of());

    double value = worth.of(better);
    Plan plan = new Plan("pairs", SLOTS, better, value, value);
    Plan best = new PathPlanner().plan(problem);
    assertThat(PlanCheck.violations(problem, plan)).isEmpty();
    assertThat(value).isGreaterThan(worth.of(List.of())).isLessThanOrEqualTo(best.bound() + 1e-6);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void neverMakesAPlanWorse(long seed) {
    PlanningProblem problem = Problems.random(GPU, 3, SLOTS, seed);
    List<PlannedInstance> known = new PathPlanner().plan(problem).instances();
    Worth worth = new Worth(problem);

    assertThat(worth.of(improved(problem, known))).isGreaterThanOrEqualTo(worth.of(known));
  }

  /** The example of the class comment: only two together can gain. */
  @Test
  void letsAQuietTenantHandItsSlicesToOneWithABurst() {
    double[] burst = Problems.steady(30, 100);
    Arrays.fill(burst, 60, 90, 50);
    double[] quiet = Problems.steady(20, 100);
    Arrays.fill(quiet, 50, 100, 0);
    PlanningProblem problem =
        Problems.of(
            GPU,
            100,
            6,
            Problems.tenant(GPU, "bursting", 10, 1, burst),
            Problems.tenant(GPU, "steady", 10, 1, Problems.steady(20, 100)),
            Problems.tenant(GPU, "quiet", 10, 1, quiet));
    List<PlannedInstance> before =
        List.of(
            serving("3g", 4, "bursting"), serving("2g", 0, "steady"), serving("2g", 2, "quiet"));

    List<PlannedInstance> after = improved(problem, before);

    assertThat(new Worth(problem).of(after) - new Worth(problem).of(before)).isEqualTo(30 * 20);
  }

  @Test
  void spendsLittleMoreThanItMay() {
    PlanningProblem problem = Problems.random(GPU, 5, SLOTS, 1);

    Neighbours.Answer answer =
        new Neighbours(problem).improved(List.of(), 100_000, Double.POSITIVE_INFINITY);

    assertThat(answer.effort()).isLessThan(1_000_000);
  }

  @Test
  void wantsNoMoreThanEnough() {
    PlanningProblem problem = Problems.random(GPU, 3, SLOTS, 1);
    Worth worth = new Worth(problem);
    Neighbours neighbours = new Neighbours(problem);
    Neighbours.Answer all = neighbours.quicklyImproved(List.of(), EFFORT, Double.POSITIVE_INFINITY);
    double half = 0.5 * worth.of(all.instances());

    Neighbours.Answer some = neighbours.quicklyImproved(List.of(), EFFORT, half);
    Neighbours.Answer nothing = neighbours.quicklyImproved(List.of(), EFFORT, 0);

    assertThat(worth.of(some.instances())).isGreaterThanOrEqualTo(half);
    assertThat(some.effort()).isLessThan(all.effort());
    assertThat(nothing.instances()).isEmpty();
    assertThat(nothing.effort()).isZero();
  }

  private static List<PlannedInstance> improved(
      PlanningProblem problem, List<PlannedInstance> known) {
    return new Neighbours(problem).improved(known, EFFORT, Double.POSITIVE_INFINITY).instances();
  }

  private static PlannedInstance serving(String profile, int start, String tenant) {
    Profile size = GPU.profile(profile);
    return new PlannedInstance(
        new Placement(size, start), new Task.Infer(tenant), 0, 6, 100, false);
  }
}
