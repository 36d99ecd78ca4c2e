package dev.migrator.core.plan.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.Hands;
import dev.migrator.core.plan.bound.Cells;
import dev.migrator.core.plan.state.Problems;
import dev.migrator.core.plan.state.Sites;
import dev.migrator.core.plan.state.StateGraph;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FinerTest {

  @Test
  void cellsAreInOrderThoughStatesAreNot() {
    PlanningProblem problem = Problems.random(Problems.LARGE, 2, 12, 3);
    StateGraph counts = StateGraph.ofCounts(problem);
    boolean[] wanted = new boolean[counts.size()];
    Arrays.fill(wanted, true);
    Finer finer =
        Finer.of(problem, Sites.halves(problem), counts, wanted, 10_000, Hands.ONE).orElseThrow();
    int[] counted = counts.statesOf(finer.walks().graph());
    int[][] some = new int[problem.slots()][];
    Arrays.setAll(
        some, slot -> IntStream.of(slot, 2 * slot + 1, 90, 91).distinct().sorted().toArray());
    Cells cells =
        new Cells(some, some, some, new int[finer.walks().relaxation().first().length()][0]);

    int[][] added = finer.within(cells).added();

    for (int slot = 0; slot < some.length; slot++) {
      int[] here = some[slot];
      int[] expected =
          IntStream.range(0, counted.length)
              .filter(s -> Arrays.stream(here).anyMatch(state -> state == counted[s]))
              .toArray();
      assertThat(added[slot]).isEqualTo(expected).hasSizeGreaterThan(here.length);
    }
  }
}
