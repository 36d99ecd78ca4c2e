package dev.migrator.core.plan.fleet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every collection of ready instances that can do a tenant good, and how one more or less leads
 * from one to another.
 *
 * <p>Whoever has more than its peak demand without its largest instance has one too many: of the
 * instances that are ready in a slot, let the one that ends first end in this slot, if the others
 * cover the peak; they are all there as long as it would have been. Nothing served is lost, and
 * rents are not negative. So only collections are needed whose capacity without the largest
 * instance is below the peak.
 */
final class Holdings {
  private static final int BITS = 6;
  private static final int MOST_OF_A_SITE = (1 << BITS) - 1;
  private static final int MOST_SITES = Long.SIZE / BITS;

  private final List<int[]> counts;

  /** By state: instances together serve this in a slot. */
  final double[] capacity;

  /** By state s, from {@code lessFrom[s]} on: the states with one instance less. */
  final int[] lessFrom;

  final int[] less;

  /** By edge: the index of the site of which there is one less. */
  final int[] lessSite;

  /** By state s, from {@code moreFrom[s]} on: the states with one instance more. */
  final int[] moreFrom;

  final int[] more;
  final int[] moreSite;

  private Holdings(List<int[]> counts, Map<Long, Integer> numbers, double[] each) {
    this.counts = counts;
    int edges =
        counts.stream().mapToInt(c -> (int) Arrays.stream(c).filter(n -> n > 0).count()).sum();
    this.capacity = new double[counts.size()];
    this.lessFrom = new int[counts.size() + 1];
    this.less = new int[edges];
    this.lessSite = new int[edges];
    this.moreFrom = new int[counts.size() + 1];
    this.more = new int[edges];
    this.moreSite = new int[edges];
    connect(numbers, each);
    connectMore();
  }

  /**
   * All that are needed, smallest first; empty if they are more than {@code mostStates}.
   *
   * @param each by site: requests per slot of an instance, above 0
   * @param most by site: how many there can be
   */
  static Optional<Holdings> of(double[] each, int[] most, double peak, int mostStates) {
    if (each.length > MOST_SITES) {
      return Optional.empty();
    }
    List<int[]> counts = new ArrayList<>();
    Map<Long, Integer> numbers = new HashMap<>();
    int[] none = new int[each.length];
    counts.add(none);
    numbers.put(key(none), 0);
    for (int s = 0; s < counts.size(); s++) {
      int[] state = counts.get(s);
      for (int site = last(state); site < each.length; site++) {
        int[] wider = state.clone();
        wider[site]++;
        if (wider[site] <= most[site] && isNeeded(wider, each, peak)) {
          if (counts.size() >= mostStates || wider[site] > MOST_OF_A_SITE) {
            return Optional.empty();
          }
          numbers.put(key(wider), counts.size());
          counts.add(wider);
        }
      }
    }
    return Optional.of(new Holdings(counts, numbers, each));
  }

  private static int last(int[] state) {
    int last = state.length;
    while (last > 0 && state[last - 1] == 0) {
      last--;
    }
    return Math.max(0, last - 1);
  }

  private static boolean isNeeded(int[] state, double[] each, double peak) {
    double sum = 0;
    double largest = 0;
    for (int site = 0; site < state.length; site++) {
      sum += state[site] * each[site];
      largest = state[site] > 0 ? Math.max(largest, each[site]) : largest;
    }
    return sum - largest < peak;
  }

  private static long key(int[] state) {
    long key = 0;
    for (int count : state) {
      key = key << BITS | count;
    }
    return key;
  }

  private void connect(Map<Long, Integer> numbers, double[] each) {
    int edge = 0;
    for (int s = 0; s < counts.size(); s++) {
      lessFrom[s] = edge;
      int[] state = counts.get(s);
      for (int site = 0; site < state.length; site++) {
        capacity[s] += state[site] * each[site];
        if (state[site] > 0) {
          state[site]--;
          less[edge] = numbers.getOrDefault(key(state), -1);
          lessSite[edge++] = site;
          state[site]++;
        }
      }
    }
    lessFrom[counts.size()] = edge;
  }

  private void connectMore() {
    for (int to : less) {
      moreFrom[to + 1]++;
    }
    for (int s = 0; s < counts.size(); s++) {
      moreFrom[s + 1] += moreFrom[s];
    }
    int[] next = moreFrom.clone();
    for (int s = 0; s < counts.size(); s++) {
      for (int e = lessFrom[s]; e < lessFrom[s + 1]; e++) {
        moreSite[next[less[e]]] = lessSite[e];
        more[next[less[e]]++] = s;
      }
    }
  }

  int size() {
    return counts.size();
  }

  /** How many instances of that site a state has. */
  int count(int state, int site) {
    return counts.get(state)[site];
  }

  /** Whether a state has no more instances of any site than these. */
  boolean isWithin(int state, int[] limit) {
    for (int site = 0; site < limit.length; site++) {
      if (counts.get(state)[site] > limit[site]) {
        return false;
      }
    }
    return true;
  }
}
