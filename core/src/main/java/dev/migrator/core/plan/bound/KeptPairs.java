package dev.migrator.core.plan.bound;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.plan.state.Beginning;
import dev.migrator.core.plan.state.StateGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The pairs of {@link FirstSlots}: what has been kept of the inherited instances, and a state that
 * takes the slices, which has at least those.
 *
 * <p>They are numbered by their states, and among equal states by what is kept, so that a pair with
 * less of either has a lower number.
 */
final class KeptPairs {
  private final StateGraph graph;

  /** The inherited kinds, each with when it is ready and how many of it there are. */
  private final List<Group> groups = new ArrayList<>();

  /** By number of what is kept: how many of each group. */
  private final List<int[]> kept = new ArrayList<>();

  /** By group: by how much the number of what is kept grows with one more of it. */
  private final int[] step;

  /** Pairs of state s are those from {@code from[s]} to {@code from[s + 1]}. */
  private final int[] from;

  /** By pair: its state. */
  final int[] stateOf;

  /** By pair: the number of what is kept. */
  final int[] keptOf;

  /** The pair of a beginning: everything is kept, and nothing is set up. */
  final int first;

  /** Inherited instances that are alike. */
  private record Group(int kind, int readyAt, int count) {}

  KeptPairs(StateGraph graph, Beginning beginning) {
    this.graph = graph;
    group(beginning);
    int[] all = groups.stream().mapToInt(Group::count).toArray();
    this.step = steps(all);
    enumerate(all, new int[all.length], 0);
    List<int[]> states =
        kept.stream().map(counts -> above(stateOf(counts, Integer.MAX_VALUE))).toList();
    this.from = begins(states, graph.size());
    this.stateOf = new int[from[graph.size()]];
    this.keptOf = new int[stateOf.length];
    fill(states);
    this.first = number(kept.size() - 1, stateOf(all, Integer.MAX_VALUE));
  }

  /** How many ways there are to keep something of what is inherited. */
  int keptSize() {
    return kept.size();
  }

  /** By number of what is kept: the state of those that are ready by that slot. */
  int[] ready(int slot) {
    return kept.stream().mapToInt(counts -> stateOf(counts, slot)).toArray();
  }

  private void group(Beginning beginning) {
    Map<List<Integer>, Integer> counts = new TreeMap<>(Comparator.comparing(List::toString));
    for (Inherited.Serving serving : beginning.serving()) {
      counts.merge(List.of(beginning.kindOf(serving), serving.readyAt()), 1, Integer::sum);
    }
    counts.forEach((key, count) -> groups.add(new Group(key.getFirst(), key.getLast(), count)));
  }

  private static int[] steps(int[] most) {
    int[] steps = new int[most.length];
    int step = 1;
    for (int group = most.length - 1; group >= 0; group--) {
      steps[group] = step;
      step *= most[group] + 1;
    }
    return steps;
  }

  /** All that may be kept, in ascending order, everything last. */
  private void enumerate(int[] most, int[] counts, int next) {
    if (next == most.length) {
      kept.add(counts.clone());
      return;
    }
    for (counts[next] = 0; counts[next] <= most[next]; counts[next]++) {
      enumerate(most, counts, next + 1);
    }
    counts[next] = 0;
  }

  /** The state of those kept that are ready by that slot. */
  private int stateOf(int[] counts, int slot) {
    int[] kinds =
        IntStream.range(0, counts.length)
            .filter(g -> groups.get(g).readyAt() <= slot)
            .flatMap(g -> IntStream.generate(() -> groups.get(g).kind()).limit(counts[g]))
            .toArray();
    return graph.stateOf(kinds);
  }

  /**
   * Where the pairs of each state begin.
   *
   * @param states by number of what is kept: the states that have at least that
   */
  private static int[] begins(List<int[]> states, int size) {
    int[] begins = new int[size + 1];
    for (int[] ofOne : states) {
      for (int s : ofOne) {
        begins[s + 1]++;
      }
    }
    for (int s = 0; s < size; s++) {
      begins[s + 1] += begins[s];
    }
    return begins;
  }

  private void fill(List<int[]> states) {
    int[] next = from.clone();
    for (int k = 0; k < states.size(); k++) {
      for (int s : states.get(k)) {
        stateOf[next[s]] = s;
        keptOf[next[s]++] = k;
      }
    }
  }

  /** All states that have at least what this one has, ascending. */
  private int[] above(int state) {
    boolean[] found = new boolean[graph.size()];
    found[state] = true;
    for (int s = state; s < found.length; s++) {
      for (int e = graph.edgeFrom[s]; !found[s] && e < graph.edgeFrom[s + 1]; e++) {
        found[s] = found[graph.edgeTo[e]];
      }
    }
    return IntStream.range(state, found.length).filter(s -> found[s]).toArray();
  }

  /** The number of a pair, negative if there is none. */
  private int number(int k, int s) {
    return Arrays.binarySearch(keptOf, from[s], from[s + 1], k);
  }

  /** To the pairs with one instance less, also of those kept if that is wanted. */
  Edges less(boolean alsoKept) {
    int[] begins = new int[stateOf.length + 1];
    IntStream.Builder to = IntStream.builder();
    int count = 0;
    for (int p = 0; p < stateOf.length; p++) {
      for (int e = graph.edgeFrom[stateOf[p]]; e < graph.edgeFrom[stateOf[p] + 1]; e++) {
        int other = number(keptOf[p], graph.edgeTo[e]);
        if (other >= 0) {
          to.add(other);
          count++;
        }
        count += alsoKept ? addLessKept(p, graph.edgeKind[e], graph.edgeTo[e], to) : 0;
      }
      begins[p + 1] = count;
    }
    return new Edges(begins, to.build().toArray());
  }

  /** Answers how many. */
  private int addLessKept(int p, int kind, int state, IntStream.Builder to) {
    int count = 0;
    for (int g = 0; g < groups.size(); g++) {
      if (groups.get(g).kind() == kind && kept.get(keptOf[p])[g] > 0) {
        to.add(number(keptOf[p] - step[g], state));
        count++;
      }
    }
    return count;
  }
}
