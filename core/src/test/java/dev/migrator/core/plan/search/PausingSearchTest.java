package dev.migrator.core.plan.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Pausing;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.state.Problems;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PausingSearchTest {
  private static final Task.Retrain TRAIN = new Task.Retrain("a", "all");

  @Test
  void stepsAsideForABurst() {
    Plan plan = plan(pausing(burst(false), 1, 1));
    Plan without = plan(burst(false));

    assertThat(plan.retrainings()).hasSize(2);
    assertThat(plan.retrainings()).noneMatch(segment -> segment.existsIn(15));
    assertThat(plan.value()).isGreaterThan(without.value());
  }

  @Test
  void runsThroughWhereAPauseCostsTooMuch() {
    Plan plan = plan(pausing(burst(false), 6, 6));

    assertThat(plan.retrainings()).hasSize(1);
    assertThat(plan.value()).isCloseTo(plan(burst(false)).value(), within(1e-6));
  }

  @Test
  void cutsARunningRetrainingForABurst() {
    PlanningProblem problem = pausing(burst(true), 1, 1);

    Plan plan = plan(problem);

    assertThat(plan.retrainings()).hasSize(2);
    assertThat(plan.retrainings().getFirst().inherited()).isTrue();
    assertThat(plan.retrainings().getFirst().to()).isLessThan(18);
    assertThat(plan.value()).isGreaterThan(plan(burst(true)).value());
  }

  @Test
  void resumesFromACheckpointThatWaits() {
    PlanningProblem whole = pausing(burst(false), 1, 2);
    RetrainingOption rest = new RetrainingOption("all", 1, Map.of(Problems.PAIR.whole(), 4), true);
    PlanningProblem problem =
        whole.with(List.of(whole.tenants().getFirst().withOptions(List.of(rest))), List.of());

    PlannedInstance segment = plan(problem).retrainings().getFirst();

    assertThat(segment.ready() - segment.from()).isEqualTo(1 + 2);
    assertThat(segment.to() - segment.ready()).isEqualTo(4);
  }

  @Test
  void plansAreFairAndNoWorseThanWithoutPauses() {
    int paused = 0;
    for (int seed = 0; seed < 12; seed++) {
      PlanningProblem problem =
          longBursts(
              Problems.random(
                  seed % 2 == 0 ? Problems.PAIR : Problems.SMALL, 1 + seed % 2, 48, seed));
      Plan plan = plan(pausing(problem, 0, 1));

      assertThat(plan.value()).isGreaterThanOrEqualTo(plan(problem).value() - 1e-6);
      assertThat(plan.value()).isLessThanOrEqualTo(plan.bound() + 1e-6);
      paused +=
          plan.retrainings().stream().map(PlannedInstance::task).distinct().count()
                  < plan.retrainings().size()
              ? 1
              : 0;
    }
    assertThat(paused).isPositive();
  }

  @Test
  void boundHoldsForEveryPairOfSegments() {
    for (int seed = 0; seed < 6; seed++) {
      PlanningProblem problem = pausing(Problems.random(Problems.PAIR, 1, 14, seed), 1, 0);
      double bound = plan(problem).bound();
      RetrainingOption option = problem.tenants().getFirst().options().getFirst();
      int length = option.slots().get(Problems.PAIR.whole());
      for (int trained = 1; trained < length; trained++) {
        for (int from = 0; from < 4; from++) {
          for (int next = from + 2 + trained + 1; next + 2 + length - trained <= 14; next++) {
            expectBelow(problem, bound, segments(from, trained, next, length));
          }
        }
      }
    }
  }

  /** The same with arrivals that stay for twelve slots. */
  private static PlanningProblem longBursts(PlanningProblem problem) {
    List<TenantOutlook> tenants =
        problem.tenants().stream().map(PausingSearchTest::withLongBursts).toList();
    return problem.with(tenants, List.of());
  }

  private static TenantOutlook withLongBursts(TenantOutlook tenant) {
    double[] arrivals = tenant.arrivals();
    for (int slot = 0; slot < arrivals.length; slot++) {
      arrivals[slot] = slot / 12 % 2 == 0 ? 8 : arrivals[slot / 12 * 12] + 15;
    }
    RetrainingOption small = new RetrainingOption("all", 0.6, tenant.options().getFirst().slots());
    return new TenantOutlook(
        tenant.name(), 1, 0.55, arrivals, tenant.capacity(), List.of(small), false, 2_000);
  }

  private static List<PlannedInstance> segments(int from, int trained, int next, int length) {
    Placement first = new Placement(Problems.PAIR.whole(), 0);
    Task task = new Task.Retrain("t0", "all");
    int ready = from + 2;
    return List.of(
        new PlannedInstance(first, task, from, ready, ready + trained + 1, false),
        new PlannedInstance(first, task, next, next + 2, next + 2 + length - trained, false));
  }

  /** With the other slice serving throughout, and the first one before, between and after. */
  private static void expectBelow(
      PlanningProblem problem, double bound, List<PlannedInstance> segments) {
    Task infer = new Task.Infer("t0");
    List<PlannedInstance> instances = new java.util.ArrayList<>(segments);
    instances.add(
        new PlannedInstance(new Placement(Problems.PAIR.whole(), 1), infer, 0, 2, 14, false));
    int gap = segments.getFirst().to();
    if (segments.getLast().from() - gap > 2) {
      int to = segments.getLast().from();
      instances.add(
          new PlannedInstance(segments.getFirst().placement(), infer, gap, gap + 2, to, false));
    }
    double value = PlanCheck.value(problem, instances);
    assertThat(PlanCheck.violations(problem, new Plan("x", 14, instances, value, bound))).isEmpty();
    assertThat(value).isLessThanOrEqualTo(bound + 1e-6);
  }

  /** One tenant on two slices; 20 requests a slot in slots 10 to 19, 10 otherwise. */
  private static PlanningProblem burst(boolean running) {
    double[] arrivals = Problems.steady(10, 40);
    for (int slot = 10; slot < 20; slot++) {
      arrivals[slot] = 20;
    }
    RetrainingOption option =
        new RetrainingOption("all", 1, Map.of(Problems.PAIR.whole(), running ? 24 : 18), running);
    Placement first = new Placement(Problems.PAIR.whole(), 0);
    Placement second = new Placement(Problems.PAIR.whole(), 1);
    Inherited serving = new Inherited.Serving(second, new Task.Infer("a"), 0);
    return Problems.of(
        Problems.PAIR,
        40,
        1,
        running
            ? List.of(new Inherited.Retraining(first, TRAIN, 0, 24, 1), serving)
            : List.of(serving),
        Problems.tenant(Problems.PAIR, "a", 10, running ? 0.9 : 0.6, arrivals, option));
  }

  private static PlanningProblem pausing(PlanningProblem problem, int save, int restore) {
    return problem.with(problem.rules().withPausing(Optional.of(new Pausing(save, restore))));
  }

  private static Plan plan(PlanningProblem problem) {
    Plan plan = new PathPlanner(new PlannerSettings(0.001, 20_000_000, false)).plan(problem);
    assertThat(PlanCheck.violations(problem, plan)).isEmpty();
    return plan;
  }
}
