package dev.migrator.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.MpsGpu;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.Rules;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.fixtures.Gpus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Tenants of 50 requests a slot, of which a granule answers one; set-up takes 6 of 20 slots. */
class MpsEqualPlannerTest {
  private static final GpuModel GPU = Gpus.A100_MPS;

  @Test
  void givesEveryTenantAnEqualShareAndNothingToRetrainings() {
    Plan plan = plan(problem(3));

    assertThat(plan.instances())
        .containsExactly(
            instance("t0", 0, 7, 0, 6, false),
            instance("t1", 7, 7, 0, 6, false),
            instance("t2", 14, 6, 0, 6, false));
    assertThat(plan.value()).isEqualTo(14 * 20);
  }

  @Test
  void sharesTheGpuAmongAsManyAsItHasGranulesAndNoMore() {
    assertThat(plan(problem(20)).instances()).hasSize(20);
    assertThatThrownBy(() -> new MpsEqualPlanner().plan(problem(21)))
        .hasMessage("a GPU has 21 tenants; expected at most 20, as a share is no less than 5 %.");
  }

  @Test
  void keepsWhatExistsAndLetsRunningRetrainingsEnd() {
    Inherited serving = new Inherited.Serving(at(0, 10), new Task.Infer("t0"), 2);
    Inherited training =
        new Inherited.Retraining(at(15, 3), new Task.Retrain("t1", "full"), 4, 9, 1);

    assertThat(plan(problem(2, serving, training)).instances())
        .containsExactly(
            instance("t0", 0, 10, 0, 2, true),
            new PlannedInstance(at(15, 3), new Task.Retrain("t1", "full"), 0, 4, 9, true));
  }

  private static Plan plan(PlanningProblem problem) {
    Plan plan = new MpsEqualPlanner().plan(problem);
    assertThat(PlanCheck.violations(problem, plan)).isEmpty();
    return plan;
  }

  private static PlannedInstance instance(
      String tenant, int start, int granules, int from, int ready, boolean inherited) {
    return new PlannedInstance(
        at(start, granules), new Task.Infer(tenant), from, ready, 20, inherited);
  }

  private static Placement at(int start, int granules) {
    return new Placement(MpsGpu.share(GPU, granules), start);
  }

  private static PlanningProblem problem(int tenants, Inherited... inherited) {
    Map<Profile, Double> capacity =
        GPU.profiles().stream().collect(Collectors.toMap(p -> p, p -> 1.0 * p.memorySlices()));
    double[] arrivals = new double[20];
    Arrays.fill(arrivals, 50);
    List<TenantOutlook> outlooks = new ArrayList<>();
    for (int i = 0; i < tenants; i++) {
      outlooks.add(new TenantOutlook("t" + i, 1, 1, arrivals, capacity, List.of(), false, 0));
    }
    return new PlanningProblem(
        List.of(GPU),
        Gpus.placements(GPU),
        20,
        GPU.profiles().stream().collect(Collectors.toMap(p -> p, _ -> 6)),
        outlooks,
        List.of(inherited),
        new Rules(true, 0, 20));
  }
}
