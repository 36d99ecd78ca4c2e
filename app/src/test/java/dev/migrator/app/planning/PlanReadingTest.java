package dev.migrator.app.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.app.explain.Cases;
import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.search.PathPlanner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A plan that was written is read as it was; a problem is known by its fingerprint. */
class PlanReadingTest {
  private static final int SEEDS = 30;

  @Test
  void readsEveryInstanceAsItWas() {
    for (long seed = 0; seed < SEEDS; seed++) {
      PlanningProblem problem = Cases.random(seed);
      assertRead(problem, new PathPlanner().plan(problem), seed);
    }
  }

  @Test
  void readsARetrainingThatOutlivesTheWindow() {
    PlanningProblem some = Cases.random(1);
    Placement place = problemPlace(some);
    Task.Retrain task = new Task.Retrain("t1", "all");
    PlanningProblem problem =
        some.with(some.tenants(), List.of(new Inherited.Retraining(place, task, 30, 0.9)));
    Plan plan = new PathPlanner().plan(problem);
    assertThat(plan.instances()).contains(new PlannedInstance(place, task, 0, 0, 30, true));
    assertRead(problem, plan, 1);
  }

  @Test
  void tellsProblemsApart() {
    PlanningProblem problem = Cases.random(3);
    String fingerprint = Fingerprint.of(problem);
    assertThat(fingerprint).matches("[0-9a-f]{16}").isEqualTo(Fingerprint.of(Cases.random(3)));

    TenantOutlook first = problem.tenants().getFirst();
    double[] arrivals = first.arrivals();
    arrivals[5] += 1e-3;
    TenantOutlook busier =
        new TenantOutlook(
            first.name(),
            first.weight(),
            first.accuracy(),
            arrivals,
            first.capacity(),
            first.options(),
            first.mustRetrain(),
            first.requestsAfter());
    assertThat(Fingerprint.of(with(problem, busier.withFloor(first.floor()))))
        .isNotEqualTo(fingerprint);
    assertThat(Fingerprint.of(with(problem, first.withOptions(List.of()))))
        .isNotEqualTo(fingerprint);
    assertThat(Fingerprint.of(with(problem, first.withFloor(0.9)))).isNotEqualTo(fingerprint);
    assertThat(Fingerprint.of(problem.with(problem.tenants(), List.of())))
        .isNotEqualTo(fingerprint);
  }

  private static Placement problemPlace(PlanningProblem problem) {
    return problem.placements().stream()
        .filter(p -> p.profile().equals(Cases.TWO))
        .findFirst()
        .orElseThrow();
  }

  private static PlanningProblem with(PlanningProblem problem, TenantOutlook first) {
    List<TenantOutlook> tenants = new ArrayList<>(problem.tenants());
    tenants.set(0, first);
    return problem.with(tenants, problem.inherited());
  }

  private static void assertRead(PlanningProblem problem, Plan plan, long seed) {
    LoopSettings settings =
        LoopSettings.of(Cases.SMALL, Duration.ofSeconds(1), problem.slots(), Duration.ofSeconds(2));
    List<String> tenants = problem.tenants().stream().map(TenantOutlook::name).toList();
    WindowPlan window =
        new WindowPlan(settings, tenants, problem, plan, 0, List.of(), Optional.empty());

    Plan read = PlanReading.plan("plan.json", PlanAnswer.of(window, Cases.SOURCE), problem);

    assertThat(read.instances())
        .as("seed %d", seed)
        .containsExactlyInAnyOrderElementsOf(plan.instances());
    assertThat(read.value()).as("seed %d", seed).isEqualTo(plan.value(), within(1e-6));
    assertThat(read.bound()).isEqualTo(plan.bound());
  }
}
