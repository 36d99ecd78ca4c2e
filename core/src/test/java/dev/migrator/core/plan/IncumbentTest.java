package dev.migrator.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.model.PlanningProblem;
import java.util.List;
import org.junit.jupiter.api.Test;

class IncumbentTest {
  private static final double KNOWN = 1_000;
  private static final long CHEAP = 36_000_000;
  private static final PathPlanner.Settings SETTINGS =
      new PathPlanner.Settings(0.01, 240_000_000, false);

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

  @Test
  void everythingIsBetterThanNoPlan() {
    Incumbent incumbent = incumbent(Double.NEGATIVE_INFINITY, 0);

    assertThat(incumbent.enough()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(incumbent.nearly()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(incumbent.clearly()).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  private static Incumbent incumbent(double known, long before) {
    PlanningProblem problem = Problems.random(Problems.SMALL, 2, 12, 1);
    return new Incumbent(
        problem,
        StateGraph.ofCounts(problem),
        SETTINGS,
        new RetrainingSearch.Found(List.of(), known, Double.POSITIVE_INFINITY),
        Double.NEGATIVE_INFINITY,
        before);
  }
}
