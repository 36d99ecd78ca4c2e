package dev.migrator.core.plan.search;

import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.Hands;
import dev.migrator.core.plan.bound.Cells;
import dev.migrator.core.plan.bound.Rewards;
import dev.migrator.core.plan.price.Walks;
import dev.migrator.core.plan.state.Beginning;
import dev.migrator.core.plan.state.Sites;
import dev.migrator.core.plan.state.StateGraph;
import java.util.Arrays;
import java.util.Optional;

/**
 * Walks on a finer graph of a problem than that of counts: one that tells apart more of what lies
 * where.
 */
final class Finer {
  /** A state, or a pair of the first slots, takes about as long to build as so many of a pass. */
  private static final long EFFORT_OF_STATE = 20;

  private final Walks walks;

  /** By state of the graph of counts: what it may be here, ascending. */
  private final int[][] parts;

  /**
   * @param walks on the finer graph
   * @param counts the same problem's graph of counts
   */
  Finer(Walks walks, StateGraph counts) {
    this.walks = walks;
    this.parts = parts(counts.statesOf(walks.graph()), counts.size());
  }

  private static int[][] parts(int[] counted, int size) {
    int[] number = new int[size];
    for (int state : counted) {
      number[state]++;
    }
    int[][] parts = new int[size][];
    Arrays.setAll(parts, state -> new int[number[state]]);
    for (int state = counted.length - 1; state >= 0; state--) {
      parts[counted[state]][--number[counted[state]]] = state;
    }
    return parts;
  }

  /**
   * Of some states.
   *
   * @param counts the same problem's graph of counts
   * @param wanted by state of that graph: whether its states here, and those with less, are wanted
   * @param most states that are built
   * @param hands by whom walks are looked for
   * @return empty if there are more
   */
  static Optional<Finer> of(
      PlanningProblem problem,
      Sites sites,
      StateGraph counts,
      boolean[] wanted,
      int most,
      Hands hands) {
    boolean[] all = wanted.clone();
    new Beginning(problem, counts).starts().forEach(start -> all[start.state()] = true);
    return StateGraph.within(problem, sites, counts, all, most)
        .map(
            graph ->
                new Finer(new Walks(problem, graph, new Rewards(graph, problem), hands), counts));
  }

  /** The walks. */
  Walks walks() {
    return walks;
  }

  /** What it takes to build that many. */
  static long effort(long states) {
    return EFFORT_OF_STATE * states;
  }

  /** What it took to build. */
  long effort() {
    return effort(walks.graph().size() + walks.relaxation().first().size());
  }

  /** The cells here of those in counts. */
  Cells within(Cells counted) {
    return counted.refined(parts, walks.graph().size(), walks.relaxation().first());
  }
}
