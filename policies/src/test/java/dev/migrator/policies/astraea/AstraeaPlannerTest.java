package dev.migrator.policies.astraea;

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
import dev.migrator.core.model.Rules;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.fixtures.Gpus;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Tenants on a GPU of twenty granules, of which each answers ten requests a slot; a retraining on
 * one granule takes 100 of 200 slots, on more as much less; set-up takes 6.
 */
final class AstraeaPlannerTest {
  private static final GpuModel GPU = Gpus.A100_MPS;
  private static final int SLOTS = 200;
  private static final int CHANGEOVER = 6;

  @Test
  void coversEveryPeakBeforeRetrainingsShareWhatRemains() {
    Plan plan = plan(tenants(6, 20));

    assertThat(inferring(plan)).containsExactly(2, 2, 2, 2, 2, 2);
    assertThat(retraining(plan)).containsExactlyInAnyOrder(2, 2, 1, 1, 1, 1);
  }

  @Test
  void leavesRetrainingsNoMoreThanAThirdWherePeaksCannotBeCovered() {
    Plan plan = plan(tenants(6, 40));

    assertThat(inferring(plan)).containsExactly(2, 2, 2, 2, 2, 2);
    assertThat(plan(tenants(3, 60)).retrainings()).hasSize(3);
    assertThat(inferring(plan(tenants(3, 60)))).containsExactly(4, 4, 4);
    assertThat(inferring(plan(tenants(2, 100)))).containsExactly(7, 7);
  }

  /** The free granules lie on both sides of it, and no side has room for what one tenant gets. */
  @Test
  void retrainsOnWhatThereIsInOnePieceBesideOneThatRuns() {
    for (int start = 0; start + 3 <= MpsGpu.GRANULES; start++) {
      Placement place = new Placement(MpsGpu.share(GPU, 3), start);
      Task.Retrain before = new Task.Retrain("t0", "full");
      Plan plan = plan(tenants(2, 15), new Inherited.Retraining(place, before, 10, 0.9));

      assertThat(plan.retrainings()).as("running at " + start).hasSize(2);
      assertThat(inferring(plan)).as("running at " + start).containsExactly(2, 2);
    }
  }

  private static Plan plan(List<TenantOutlook> tenants, Inherited... inherited) {
    PlanningProblem problem =
        new PlanningProblem(
            List.of(GPU),
            Gpus.placements(GPU),
            SLOTS,
            byProfile(_ -> CHANGEOVER),
            tenants,
            List.of(inherited),
            new Rules(true, 0, SLOTS));
    Plan plan = new AstraeaPlanner().plan(problem);
    assertThat(PlanCheck.violations(problem, plan)).isEmpty();
    return plan;
  }

  /** By tenant: granules that infer once all is ready. */
  private static List<Integer> inferring(Plan plan) {
    return plan.instances().stream()
        .filter(i -> i.task() instanceof Task.Infer && i.isReadyIn(CHANGEOVER))
        .collect(
            Collectors.groupingBy(
                i -> i.task().tenant(), Collectors.summingInt(AstraeaPlannerTest::granules)))
        .values()
        .stream()
        .toList();
  }

  private static List<Integer> retraining(Plan plan) {
    return plan.retrainings().stream().map(AstraeaPlannerTest::granules).toList();
  }

  private static int granules(PlannedInstance instance) {
    return instance.placement().profile().computeSlices();
  }

  private static List<TenantOutlook> tenants(int count, double requests) {
    return IntStream.range(0, count).mapToObj(i -> tenant("t" + i, requests)).toList();
  }

  private static TenantOutlook tenant(String name, double requests) {
    double[] arrivals = new double[SLOTS];
    Arrays.fill(arrivals, requests);
    RetrainingOption full =
        new RetrainingOption("full", 0.9, byProfile(p -> Math.max(1, 100 / p.computeSlices())));
    return new TenantOutlook(
        name, 1, 0.8, arrivals, byProfile(p -> 10.0 * p.computeSlices()), List.of(full), false, 0);
  }

  private static <T> Map<Profile, T> byProfile(Function<Profile, T> value) {
    return GPU.profiles().stream().collect(Collectors.toMap(p -> p, value));
  }
}
