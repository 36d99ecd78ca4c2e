package dev.migrator.core.plan.bound;

import java.util.Arrays;

/**
 * From numbered places to others: the targets of a place are those from {@code from[place]} to
 * {@code from[place + 1]}.
 *
 * @param from by place, and one more
 * @param to targets, perhaps more than there are
 */
public record Edges(int[] from, int[] to) {

  /**
   * Those of a graph that lead from some states to some.
   *
   * @param states from which, by place
   * @param graphFrom as {@code from}, by state
   * @param graphTo as {@code to}
   * @param place by state: its place as a target, -1 if it has none
   */
  public static Edges between(int[] states, int[] graphFrom, int[] graphTo, int[] place) {
    int[] from = new int[states.length + 1];
    int[] to = new int[2 * states.length];
    int count = 0;
    for (int i = 0; i < states.length; i++) {
      for (int e = graphFrom[states[i]]; e < graphFrom[states[i] + 1]; e++) {
        if (place[graphTo[e]] >= 0) {
          to = count == to.length ? Arrays.copyOf(to, 2 * count) : to;
          to[count++] = place[graphTo[e]];
        }
      }
      from[i + 1] = count;
    }
    return new Edges(from, to);
  }

  /** The most of a value and of what the targets are worth, less what it costs to get there. */
  public long most(int place, long[] worth, long least, long cost) {
    long best = least;
    for (int e = from[place]; e < from[place + 1]; e++) {
      best = Math.max(best, worth[to[e]] - cost);
    }
    return best;
  }

  /** The first target that is worth that, -1 if none is. */
  public int with(int place, long[] worth, long wanted) {
    for (int e = from[place]; e < from[place + 1]; e++) {
      if (worth[to[e]] == wanted) {
        return to[e];
      }
    }
    return -1;
  }

  /** The same in the other direction, if targets are numbered as places are. */
  Edges reversed() {
    int edges = from[from.length - 1];
    int[] begins = new int[from.length];
    for (int e = 0; e < edges; e++) {
      begins[to[e] + 1]++;
    }
    for (int place = 1; place < begins.length; place++) {
      begins[place] += begins[place - 1];
    }
    int[] next = begins.clone();
    int[] sources = new int[edges];
    for (int place = 0; place < from.length - 1; place++) {
      for (int e = from[place]; e < from[place + 1]; e++) {
        sources[next[to[e]]++] = place;
      }
    }
    return new Edges(begins, sources);
  }
}
