package dev.migrator.core.plan.bound;

import dev.migrator.core.plan.state.StateGraph;
import java.util.ArrayList;
import java.util.List;

/**
 * Spreads what each state is worth to the states that have less, or more.
 *
 * <p>A state's instances can be removed, or added, kind after kind, and whatever is passed on the
 * way is a state as well. So where all states are looked at, one loop over the edges, kind by kind,
 * does it, with nothing in it that has to be predicted. Where only some are, each looks at its
 * neighbours.
 *
 * <p><b>Worked example.</b> States {}, a, b, ab. Down: the edges of kind a take what ab is worth to
 * b, and what a is to {}; those of kind b then what ab is to a, and what b by now is to {}.
 */
final class Sweeps {
  private final StateGraph graph;

  /** By edge, kind by kind, ascending: the state with more, and with less. */
  private final int[] wide;

  private final int[] narrow;

  Sweeps(StateGraph graph) {
    this.graph = graph;
    List<List<Integer>> edges = new ArrayList<>();
    graph.allKinds().forEach(_ -> edges.add(new ArrayList<>()));
    int[] source = new int[graph.edgeTo.length];
    for (int s = 0; s < graph.size(); s++) {
      for (int e = graph.edgeFrom[s]; e < graph.edgeFrom[s + 1]; e++) {
        edges.get(graph.edgeKind[e]).add(e);
        source[e] = s;
      }
    }
    int[] order = edges.stream().flatMap(List::stream).mapToInt(Integer::intValue).toArray();
    this.wide = new int[order.length];
    this.narrow = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      wide[i] = source[order[i]];
      narrow[i] = graph.edgeTo[order[i]];
    }
  }

  /**
   * Each becomes the most that any state with at least its instances is worth.
   *
   * @param states ascending; the others are worth {@link Ticks#NEVER}
   * @param cost of each instance less
   */
  void down(int[] states, long[] row, long cost) {
    if (states.length == row.length) {
      down(row, cost);
      return;
    }
    for (int i = states.length - 1; i >= 0; i--) {
      row[states[i]] = most(states[i], graph.wideFrom, graph.wideTo, row, cost);
    }
  }

  private void down(long[] row, long cost) {
    for (int i = wide.length - 1; i >= 0; i--) {
      row[narrow[i]] = Math.max(row[narrow[i]], row[wide[i]] - cost);
    }
  }

  /**
   * Each becomes the most that any state with no more than its instances is worth.
   *
   * @param states ascending; the others are worth {@link Ticks#NEVER}
   * @param cost of each instance more
   */
  void up(int[] states, long[] row, long cost) {
    if (states.length == row.length) {
      up(row, cost);
      return;
    }
    for (int s : states) {
      row[s] = most(s, graph.edgeFrom, graph.edgeTo, row, cost);
    }
  }

  private void up(long[] row, long cost) {
    for (int i = 0; i < wide.length; i++) {
      row[wide[i]] = Math.max(row[wide[i]], row[narrow[i]] - cost);
    }
  }

  /** The most of what a state is worth, and what its neighbours along these edges bring. */
  private static long most(int state, int[] from, int[] to, long[] row, long cost) {
    long best = row[state];
    for (int e = from[state]; e < from[state + 1]; e++) {
      best = Math.max(best, row[to[e]] - cost);
    }
    return best;
  }
}
