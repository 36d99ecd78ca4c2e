package dev.migrator.core.plan.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SitesTest {
  private static final Profile ONE = Problems.LARGE.profile("1g");
  private static final Profile WHOLE = Problems.LARGE.profile("7g");

  private final PlanningProblem problem =
      Problems.of(
          Problems.LARGE,
          5,
          1,
          Problems.tenant(Problems.LARGE, "a", 1, 1, Problems.steady(1, 5)),
          Problems.tenant(Problems.LARGE, "b", 1, 1, Problems.steady(1, 5)));

  @Test
  void tellsHalvesApartButNotWhatLiesInBoth() {
    Sites halves = Sites.halves(problem);

    assertThat(halves.count()).isEqualTo(8);
    assertThat(halves.of(new Placement(ONE, 0))).isEqualTo(halves.of(new Placement(ONE, 3)));
    assertThat(halves.of(new Placement(ONE, 3))).isNotEqualTo(halves.of(new Placement(ONE, 4)));
    assertThat(halves.placements(halves.of(new Placement(WHOLE, 0)))).hasSize(1);
  }

  /** The numbers that docs/planner.md gives. */
  @Test
  void hasSoManyStatesForTwoTenants() {
    StateGraph counts = StateGraph.ofCounts(problem);
    boolean[] all = new boolean[counts.size()];
    Arrays.fill(all, true);

    assertThat(counts.size()).isEqualTo(221);
    assertThat(finer(Sites.halves(problem), counts, all)).isEqualTo(614);
    assertThat(finer(Sites.placements(problem), counts, all)).isEqualTo(4_377);
  }

  @Test
  void mapsEachFinerStateToItsCounts() {
    StateGraph counts = StateGraph.ofCounts(problem);
    boolean[] all = new boolean[counts.size()];
    Arrays.fill(all, true);
    StateGraph halves =
        StateGraph.within(problem, Sites.halves(problem), counts, all, 1_000).orElseThrow();

    int[] states = counts.statesOf(halves);

    for (int s = 0; s < states.length; s++) {
      assertThat(counts.kindsOf(states[s])).hasSameSizeAs(halves.kindsOf(s));
      assertThat(counts.capacity[0][counts.own[0][states[s]]])
          .isEqualTo(halves.capacity[0][halves.own[0][s]]);
    }
  }

  private int finer(Sites sites, StateGraph counts, boolean[] wanted) {
    return StateGraph.within(problem, sites, counts, wanted, 10_000).orElseThrow().size();
  }
}
