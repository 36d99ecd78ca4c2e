package dev.migrator.core.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.model.BatchChoice;
import dev.migrator.core.model.Demand;
import dev.migrator.core.model.Outcome;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Task;
import dev.migrator.core.plan.search.PathPlanner;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProblemAssemblyTest {
  @Test
  void thoseThatWaitAreToBeAnsweredOrGiveUpInEachSlotOfTheirSlo() {
    assertThat(demand(Duration.ofMillis(4_900), 8, 3).mean())
        .containsExactly(5, 5, 5, 5, 3, 3, 3, 3, 3, 3);
    assertThat(demand(Duration.ofSeconds(20), 10, 0).mean()).containsOnly(0.5).hasSize(10);
  }

  @Test
  void thoseThatCannotWaitASlotAreNotPlannedFor() {
    assertThat(demand(Duration.ofMillis(900), 8, 3).mean()).containsOnly(3);
    assertThat(demand(Duration.ofSeconds(4), 0, 3).mean()).containsOnly(3);
  }

  @Test
  void aTenantOfWhomNothingIsKnownIsExpectedToCallOnce() {
    assertThat(demand(Duration.ofMillis(900), 0, 0).mean()).containsOnly(0.1).hasSize(10);
    assertThat(demand(Duration.ofMillis(900), 0, 0.04).mean())
        .containsExactly(OneSlice.row(0.1), within(1e-12));
    assertThat(demand(Duration.ofMillis(900), 0, 0.1).mean()).containsOnly(0.1);
    assertThat(demand(Duration.ofSeconds(20), 1, 0).mean())
        .containsExactly(OneSlice.row(0.1), within(1e-12));
  }

  @Test
  void aTenantThatIsSilentBecauseNobodyServesItIsServed() {
    assertIsServed(problem(Duration.ofSeconds(5), 1, 0));
    assertIsServed(problem(Duration.ofMillis(100), 0, 0));
  }

  private static void assertIsServed(PlanningProblem problem) {
    assertThat(new PathPlanner().plan(problem).instances())
        .singleElement()
        .satisfies(
            instance -> {
              assertThat(instance.task()).isEqualTo(new Task.Infer("a"));
              assertThat(instance.from()).isZero();
            });
  }

  private static Demand demand(Duration slo, long waiting, double forecast) {
    return problem(slo, waiting, forecast).tenants().getFirst().demand();
  }

  private static PlanningProblem problem(Duration slo, long waiting, double forecast) {
    return OneSlice.problem(
        OneSlice.settings(),
        OneSlice.tenant(slo, new BatchChoice(10, 20_000_000)),
        new Outcome(waiting, 0, 0, 0, waiting, 0),
        forecast);
  }
}
