package dev.migrator.core.plan;

import dev.migrator.core.model.Inherited;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
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

  /** The number of what is kept, by how many of each group. */
  private final Map<List<Integer>, Integer> keptNumbers = new HashMap<>();

  private final Map<Long, Integer> numbers = new HashMap<>();

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
    enumerate(all, new int[all.length], 0);
    List<long[]> pairs = pairs();
    this.stateOf = pairs.stream().mapToInt(p -> (int) p[0]).toArray();
    this.keptOf = pairs.stream().mapToInt(p -> (int) p[1]).toArray();
    for (int p = 0; p < stateOf.length; p++) {
      numbers.put(key(keptOf[p], stateOf[p]), p);
    }
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

  /** All that may be kept, in ascending order, everything last. */
  private void enumerate(int[] most, int[] counts, int next) {
    if (next == most.length) {
      keptNumbers.put(Arrays.stream(counts).boxed().toList(), kept.size());
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

  /** A state and the number of what is kept, in order. */
  private List<long[]> pairs() {
    List<long[]> all = new ArrayList<>();
    for (int k = 0; k < kept.size(); k++) {
      for (int s : above(stateOf(kept.get(k), Integer.MAX_VALUE))) {
        all.add(new long[] {s, k});
      }
    }
    all.sort(Comparator.<long[]>comparingLong(p -> p[0]).thenComparingLong(p -> p[1]));
    return all;
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

  private static long key(int kept, int state) {
    return (long) kept << Integer.SIZE | state;
  }

  private int number(int k, int s) {
    return numbers.getOrDefault(key(k, s), -1);
  }

  /** To the pairs with one instance less, also of those kept if that is wanted. */
  Edges less(boolean alsoKept) {
    int[] from = new int[stateOf.length + 1];
    List<Integer> to = new ArrayList<>();
    for (int p = 0; p < stateOf.length; p++) {
      for (int e = graph.edgeFrom[stateOf[p]]; e < graph.edgeFrom[stateOf[p] + 1]; e++) {
        int other = number(keptOf[p], graph.edgeTo[e]);
        if (other >= 0) {
          to.add(other);
        }
        if (alsoKept) {
          addLessKept(p, graph.edgeKind[e], graph.edgeTo[e], to);
        }
      }
      from[p + 1] = to.size();
    }
    return new Edges(from, to.stream().mapToInt(Integer::intValue).toArray());
  }

  private void addLessKept(int p, int kind, int state, List<Integer> to) {
    int[] counts = kept.get(keptOf[p]).clone();
    for (int g = 0; g < counts.length; g++) {
      if (counts[g] > 0 && groups.get(g).kind() == kind) {
        counts[g]--;
        int k = keptNumbers.getOrDefault(Arrays.stream(counts).boxed().toList(), -1);
        counts[g]++;
        to.add(number(k, state));
      }
    }
  }
}
