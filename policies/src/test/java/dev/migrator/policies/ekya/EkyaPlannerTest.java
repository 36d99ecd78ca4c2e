package dev.migrator.policies.ekya;

import static dev.migrator.policies.ekya.EkyaCases.cut;
import static dev.migrator.policies.ekya.EkyaCases.instance;
import static dev.migrator.policies.ekya.EkyaCases.retrainable;
import static dev.migrator.policies.ekya.EkyaCases.share;
import static dev.migrator.policies.ekya.EkyaCases.shared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.ObservedInstance;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Snapshot;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.Occasion;
import dev.migrator.core.plan.Planner;
import dev.migrator.core.plan.Reason;
import dev.migrator.fixtures.Gpus;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What Ekya does with problems that can be done by hand. */
final class EkyaPlannerTest {
  private static final EkyaPlanner.Settings STANDARD = EkyaPlanner.Settings.standard();
  private static final Task A = new Task.Infer("a");
  private static final Task B = new Task.Infer("b");
  private static final Task RETRAIN_A = new Task.Retrain("a", "full");

  @Test
  void stealsFromWhoHasMoreThanItNeedsAndStopsWhenBothHaveEnough() {
    Plan plan = ofShares(shared(List.of(onShares("a", 12), onShares("b", 7))));
    assertThat(plan.instances())
        .containsExactly(set(share(12, 0), A, 0, 5, 100), set(share(8, 12), B, 0, 5, 100));
  }

  @Test
  void stealsNothingWhereTheVictimNeedsItAsMuch() {
    Plan plan = ofShares(shared(List.of(onShares("a", 20), onShares("b", 20))));
    assertThat(plan.instances())
        .extracting(PlannedInstance::placement)
        .containsExactly(share(10, 0), share(10, 10));
  }

  @Test
  void countsRequestsUnlessTenantsAreToCountAlike() {
    PlanningProblem problem = shared(List.of(onShares("a", 30), onShares("b", 9)));
    EkyaPlanner alike = EkyaPlanner.ofShares(STANDARD.with(MeanOver.TENANTS));
    assertThat(ofShares(problem).instances())
        .as("2 more of 30 requests are more than 1 less of 9")
        .extracting(PlannedInstance::placement)
        .containsExactly(share(12, 0), share(8, 12));
    assertThat(legal(problem, alike).instances())
        .as("a 15th of a tenant is less than a 9th of another")
        .extracting(PlannedInstance::placement)
        .containsExactly(share(10, 0), share(10, 10));
  }

  @Test
  void retrainsOnAShareThatTheInferenceGetsBackAfterwards() {
    TenantOutlook a = retrainable(Gpus.A100_MPS, onShares("a", 9), 6, 0.9);
    Plan plan = ofShares(shared(List.of(a, onShares("b", 9))));
    PlannedInstance retraining = plan.retrainings().getFirst();
    assertThat(retraining.task()).isEqualTo(RETRAIN_A);
    assertThat(plan.instances())
        .as("halves from the retraining's end on, set up before it")
        .contains(
            set(share(10, 0), A, retraining.to() - 5, retraining.to(), 100),
            set(share(10, 10), B, retraining.to() - 5, retraining.to(), 100));
  }

  @Test
  void leavesARetrainingThatGainsNothing() {
    TenantOutlook a = retrainable(Gpus.A100_MPS, onShares("a", 9), 6, 0.5);
    assertThat(ofShares(shared(List.of(a, onShares("b", 9)))).retrainings()).isEmpty();
  }

  @Test
  void leavesARetrainingThatWouldEndTooLate() {
    TenantOutlook a = retrainable(Gpus.A100_MPS, onShares("a", 9), 96, 0.9);
    assertThat(ofShares(shared(List.of(a, onShares("b", 9)))).retrainings()).isEmpty();
  }

  @Test
  void keepsSharesThatStayAsTheyAre() {
    Inherited there = new Inherited.Serving(share(8, 0), new Task.Infer("b"), 0);
    Plan plan = ofShares(shared(List.of(onShares("a", 12), onShares("b", 8)), there));
    assertThat(plan.instances())
        .containsExactly(
            new PlannedInstance(share(8, 0), B, 0, 0, 100, true), set(share(12, 8), A, 0, 5, 100));
  }

  @Test
  void letsTheOldShareServeUntilTheNewOneIsReady() {
    Inherited there = new Inherited.Serving(share(20, 0), new Task.Infer("a"), 0);
    Plan plan = ofShares(shared(List.of(onShares("a", 12), onShares("b", 8)), there));
    assertThat(plan.instances()).contains(new PlannedInstance(share(20, 0), A, 0, 0, 5, true));
  }

  @Test
  void dividesWhatARunningRetrainingLeaves() {
    Inherited running =
        new Inherited.Retraining(share(8, 12), new Task.Retrain("a", "full"), 40, 0.9);
    Plan plan = ofShares(shared(List.of(onShares("a", 9), onShares("b", 9)), running));
    assertThat(plan.instances())
        .contains(
            new PlannedInstance(share(8, 12), RETRAIN_A, 0, 0, 40, true),
            set(share(6, 0), A, 0, 5, 40),
            set(share(6, 6), B, 0, 5, 40));
    assertThat(plan.instancesIn(40).stream().mapToInt(i -> i.placement().end()).max()).hasValue(20);
  }

  @Test
  void roundsToInstances() {
    Plan plan = ofInstances(cut(List.of(onInstances("a", 4), onInstances("b", 3))));
    assertThat(plan.instances())
        .containsExactly(
            set(instance("4g", 0), A, 0, 5, 100), set(instance("3g", 4), B, 0, 5, 100));
  }

  @Test
  void givesTheInstanceOfAnEndedRetrainingToItsTenant() {
    TenantOutlook a = retrainable(Gpus.A100, onInstances("a", 5), 6, 0.9);
    Plan plan = ofInstances(cut(List.of(a, onInstances("b", 2))));
    PlannedInstance retraining = plan.retrainings().getFirst();
    assertThat(plan.instances())
        .filteredOn(i -> i.from() == retraining.to())
        .extracting(PlannedInstance::task)
        .containsOnly(A);
  }

  @Test
  void leavesInstancesWhereTheyAre() {
    Inherited there = new Inherited.Serving(instance("4g", 0), new Task.Infer("b"), 0);
    Plan plan = ofInstances(cut(List.of(onInstances("a", 3), onInstances("b", 4)), there));
    assertThat(plan.instances())
        .containsExactly(
            new PlannedInstance(instance("4g", 0), B, 0, 0, 100, true),
            set(instance("3g", 4), A, 0, 5, 100));
  }

  @Test
  void hasNothingToDoWithoutTenants() {
    assertThat(ofShares(shared(List.of())).instances()).isEmpty();
    assertThat(ofInstances(cut(List.of())).instances()).isEmpty();
  }

  @Test
  void isDueWhenAWindowBeginsAndWhenARetrainingHasEnded() {
    Planner planner = EkyaPlanner.ofShares(STANDARD);
    assertThat(planner.isDue(occasion(0, List.of(), Reason.WINDOW_BEGINS))).isTrue();
    assertThat(planner.isDue(occasion(1, List.of(RETRAIN_A, B)))).isFalse();
    assertThat(planner.isDue(occasion(2, List.of(RETRAIN_A, B)))).isFalse();
    assertThat(planner.isDue(occasion(3, List.of(B)))).isTrue();
    assertThat(planner.isDue(occasion(4, List.of(A, B)))).isFalse();
    assertThat(planner.isDue(occasion(5, List.of(A), Reason.TENANTS_CHANGED))).isTrue();
  }

  @Test
  void refusesAStepThatIsNoPartOfAGpu() {
    assertThatThrownBy(() -> STANDARD.withStep(0))
        .hasMessage("ekya: step is 0.0; expected a number above 0 and up to 1.");
  }

  private static Occasion occasion(int slot, List<Task> tasks, Reason... reasons) {
    List<ObservedInstance> instances =
        tasks.stream()
            .map(
                task ->
                    new ObservedInstance(
                        task.toString(),
                        share(1, tasks.indexOf(task)),
                        task,
                        InstanceState.READY,
                        Duration.ZERO,
                        true,
                        Duration.ofSeconds(1)))
            .toList();
    return new Occasion(new Snapshot(slot, instances, List.of()), slot, 1, Set.of(reasons));
  }

  private static TenantOutlook onShares(String name, double load) {
    return EkyaCases.tenant(Gpus.A100_MPS, name, load);
  }

  private static TenantOutlook onInstances(String name, double load) {
    return EkyaCases.tenant(Gpus.A100, name, load);
  }

  private static Plan ofShares(PlanningProblem problem) {
    return legal(problem, EkyaPlanner.ofShares(STANDARD));
  }

  private static Plan ofInstances(PlanningProblem problem) {
    return legal(problem, EkyaPlanner.ofInstances(STANDARD));
  }

  private static Plan legal(PlanningProblem problem, Planner planner) {
    Plan plan = planner.plan(problem);
    assertThat(PlanCheck.violations(problem, plan)).isEmpty();
    return plan;
  }

  private static PlannedInstance set(Placement place, Task task, int from, int ready, int to) {
    return new PlannedInstance(place, task, from, ready, to, false);
  }
}
