package dev.migrator.core.plan.bound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.state.Problems;
import dev.migrator.core.plan.state.StateGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SweepsTest {
  private static final long COST = 3;

  private final PlanningProblem problem = Problems.random(Problems.SMALL, 2, 8, 1);
  private final StateGraph graph = StateGraph.ofCounts(problem);
  private final Sweeps sweeps = new Sweeps(graph);
  private final int[] all = IntStream.range(0, graph.size()).toArray();

  /** All but the last, which no other leads through. */
  private final int[] some = Arrays.copyOf(all, all.length - 1);

  @Test
  void bringsDownTheMostOfAllThatHaveMore() {
    assertThat(graph.size()).isGreaterThan(20);
    assertThat(down(all)).containsExactly(spread(all, true));
    assertThat(down(some)).containsExactly(spread(some, true));
  }

  @Test
  void bringsUpTheMostOfAllThatHaveLess() {
    assertThat(up(all)).containsExactly(spread(all, false));
    assertThat(up(some)).containsExactly(spread(some, false));
  }

  private long[] down(int[] states) {
    long[] row = row(states);
    sweeps.down(states, row, COST);
    return row;
  }

  private long[] up(int[] states) {
    long[] row = row(states);
    sweeps.up(states, row, COST);
    return row;
  }

  private long[] row(int[] states) {
    Random random = new Random(7);
    long[] row = new long[graph.size()];
    Arrays.fill(row, Ticks.NEVER);
    for (int s : states) {
      row[s] = random.nextInt(20);
    }
    return row;
  }

  /** By comparing each with each. */
  private long[] spread(int[] states, boolean isDown) {
    long[] row = row(states);
    long[] most = row.clone();
    for (int s : states) {
      for (int other : states) {
        int more = isDown ? other : s;
        int less = isDown ? s : other;
        if (has(more, less)) {
          long cost = COST * (graph.kindsOf(more).length - graph.kindsOf(less).length);
          most[s] = Math.max(most[s], row[other] - cost);
        }
      }
    }
    return most;
  }

  private boolean has(int more, int less) {
    List<Integer> rest = new ArrayList<>(Arrays.stream(graph.kindsOf(more)).boxed().toList());
    return Arrays.stream(graph.kindsOf(less)).boxed().allMatch(rest::remove);
  }
}
