package dev.migrator.core.plan.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.Greedy;
import dev.migrator.core.plan.Worth;
import dev.migrator.core.plan.state.Problems;
import dev.migrator.core.plan.state.StateGraph;
import java.util.List;
import org.junit.jupiter.api.Test;

class IncumbentTest {
  private static final double KNOWN = 1_000;
  private static final long CHEAP = 36_000_000;
  private static final PlannerSettings SETTINGS = new PlannerSettings(0.01, 240_000_000, false);

  @Test
  void aimsAtAFinerGapAsLongAsThatIsCheap() {
    Incumbent incumbent = incumbent(KNOWN, 0);

    assertThat(incumbent.enough()).isCloseTo(1_001, within(1e-3));

    incumbent.spend(CHEAP - 1);
    assertThat(incumbent.enough()).isCloseTo(1_001, within(1e-3));

    incumbent.spend(1);
    assertThat(incumbent.enough()).isCloseTo(1_010, within(1e-3));
  }

  /** What a coarser graph has taken is not cheap any more on a finer one. */
  @Test
  void countsWhatHasBeenSpentBefore() {
    assertThat(incumbent(KNOWN, CHEAP).enough()).isCloseTo(1_010, within(1e-3));
    assertThat(incumbent(KNOWN, CHEAP).effort()).isZero();
    assertThat(incumbent(KNOWN, CHEAP).isSpent()).isFalse();

    Incumbent incumbent = incumbent(KNOWN, CHEAP / 2);
    assertThat(incumbent.enough()).isCloseTo(1_001, within(1e-3));
    incumbent.spend(CHEAP / 2);
    assertThat(incumbent.enough()).isCloseTo(1_010, within(1e-3));
  }

  /** Two who look at the same time know what was known, and what each finds is told once. */
  @Test
  void joinsWhatIsFoundAside() {
    Incumbent incumbent = incumbent(KNOWN, 0);
    incumbent.spend(10);
    incumbent.tried("before");
    incumbent.placed();
    Incumbent one = incumbent.aside();
    Incumbent other = incumbent.aside();
    one.spend(1);
    one.tried("one");
    one.resolve(1_003);
    one.placed();
    other.spend(2);
    other.count(1_200);
    other.resolve(1_002);

    assertThat(one.hasTried("before")).isTrue();
    assertThat(other.hasTried("one")).isFalse();
    assertThat(other.effort()).isEqualTo(12);

    incumbent.join(one);
    incumbent.join(other);

    assertThat(incumbent.effort()).isEqualTo(13);
    assertThat(incumbent.placings()).isEqualTo(2);
    assertThat(incumbent.hasTried("one")).isTrue();
    assertThat(incumbent.unresolved()).isEqualTo(1_003);
    assertThat(incumbent.isFragmented()).isTrue();
    assertThat(incumbent.value()).isEqualTo(KNOWN);
  }

  @Test
  void takesTheBetterOfTwoPlansThatWereFoundAside() {
    PlanningProblem problem = Problems.random(Problems.SMALL, 1, 12, 1);
    Incumbent incumbent = incumbent(problem, -1, 0);
    Incumbent one = incumbent.aside();
    Incumbent other = incumbent.aside();
    List<PlannedInstance> plan = Greedy.plan(problem);
    one.offer(plan);
    other.offer(List.of());

    incumbent.join(one);
    incumbent.join(other);

    assertThat(one.value()).isGreaterThan(other.value());
    assertThat(incumbent.instances()).isEqualTo(plan);
    assertThat(incumbent.value()).isEqualTo(new Worth(problem).of(plan));
  }

  @Test
  void everythingIsBetterThanNoPlan() {
    Incumbent incumbent = incumbent(Double.NEGATIVE_INFINITY, 0);

    assertThat(incumbent.enough()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(incumbent.nearly()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(incumbent.clearly()).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  private static Incumbent incumbent(double known, long before) {
    return incumbent(Problems.random(Problems.SMALL, 2, 12, 1), known, before);
  }

  private static Incumbent incumbent(PlanningProblem problem, double known, long before) {
    return new Incumbent(
        problem,
        StateGraph.ofCounts(problem),
        SETTINGS,
        new Found(List.of(), known, Double.POSITIVE_INFINITY),
        Double.NEGATIVE_INFINITY,
        before);
  }
}
