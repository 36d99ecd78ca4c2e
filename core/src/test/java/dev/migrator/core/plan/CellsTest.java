package dev.migrator.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.model.PlanningProblem;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CellsTest {

  @Test
  void joinsRowsInOrderWithoutTakingAnythingTwice() {
    Cells odd = cells(new int[] {1, 3, 5}, new int[] {}, new int[] {7});
    Cells low = cells(new int[] {0, 1, 2, 3}, new int[] {4, 9}, new int[] {});

    Cells both = odd.union(low);

    assertThat(both.added()).isDeepEqualTo(new int[][] {{0, 1, 2, 3, 5}, {4, 9}, {7}});
    assertThat(both.added()).isDeepEqualTo(low.union(odd).added());
    assertThat(both.size()).isEqualTo(8);
    assertThat(both.union(both).size()).isEqualTo(8);
  }

  @Test
  void areInOrderOnAFinerGraphWhoseStatesAreNot() {
    PlanningProblem problem = Problems.random(Problems.LARGE, 2, 12, 3);
    StateGraph counts = StateGraph.ofCounts(problem);
    boolean[] wanted = new boolean[counts.size()];
    Arrays.fill(wanted, true);
    Finer finer =
        Finer.of(problem, Sites.halves(problem), counts, wanted, 10_000, Hands.ONE).orElseThrow();
    int[] counted = counts.statesOf(finer.walks.graph);
    int[][] some = new int[problem.slots()][];
    Arrays.setAll(
        some, slot -> IntStream.of(slot, 2 * slot + 1, 90, 91).distinct().sorted().toArray());
    Cells cells = new Cells(some, some, some, new int[finer.walks.relaxation.first().length()][0]);

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

  private static Cells cells(int[]... rows) {
    return new Cells(rows, rows, rows, new int[0][]);
  }
}
