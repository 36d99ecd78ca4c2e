package dev.migrator.core.plan.bound;

import dev.migrator.core.plan.state.Beginning;
import dev.migrator.core.plan.state.StateGraph;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The first slots of a horizon, in which nothing that is begun can be ready: passed exactly.
 *
 * <p><b>Goal.</b> {@link OccupancyBound} counts an instance as ready once its set-up is paid. A
 * walk that takes over a layout may use that: it sets up new instances beside the old ones, which
 * makes them cheap, and removes the old ones in the next slot. In the first slots this can be ruled
 * out at little cost, for until the shortest set-up has passed, only those inherited can serve.
 *
 * <p><b>Algorithm.</b> A <i>pair</i> ({@link KeptPairs}) is what has been kept of the inherited
 * instances, and a state that takes the slices: those kept, and whatever is being set up beside
 * them. Each slot is, as there: remove for free, one of those kept or one of the others; add, and
 * deduct what it misses; earn. But what is earned in these slots is what those kept earn, and what
 * is deducted is only what the addition misses afterwards, beside everything that is there. At the
 * end a pair is worth as much as its state.
 *
 * <p><b>Why it is a bound.</b> What is earned here is what a plan earns. What is deducted for the
 * slots after is part of what {@link OccupancyBound} deducts, whose argument holds slot by slot.
 *
 * <p><b>Worked example.</b> R = 2, four slots, a tenant with one {@code 1g} of capacity 4 and 18
 * requests in each slot but the first. From slot 1 on it has half of an A100, in which a {@code 3g}
 * of capacity 18 fits, or four {@code 1g}. Begin the {@code 3g} in slot 0: beside the {@code 1g}
 * that costs 18 - 4 in slot 1. Drop the {@code 1g} in slot 1: {@link OccupancyBound} alone would
 * then count 3 · 18 - 14 = 40. The pair of nothing kept and a {@code 3g} earns 0 in slot 1, then 18
 * twice: 36; keeping the {@code 1g} beside three new ones earns 4 + 2 · 16 = 36.
 */
public final class FirstSlots {
  private static final long NEVER = Ticks.NEVER;

  private final StateGraph graph;
  private final int length;
  private final int setup;
  private final double penalty;

  /** By slot and number of what is kept: the state of those that are ready. */
  private final int[][] heard;

  private final int[] everyState;
  private final int[] stateOf;
  private final int[] keptOf;
  private final int keptSize;

  /** From a pair to those with one instance less that is being set up. */
  private final Edges lessNew;

  /** From a pair to those with one instance more that is being set up. */
  private final Edges moreNew;

  /** From a pair to those with one instance more, whether kept or being set up. */
  private final Edges more;

  /** From a pair to those with one instance less. */
  private final Edges less;

  /** The pair of the beginning. */
  private final int first;

  /** By slot and pair: before the slot, after removals, after additions; then the next slot. */
  private final long[][] come;

  private Ticks ticks = Ticks.upTo(1);

  private int[][] alive;

  /**
   * @param setup slots from the start of creation to ready; the smallest over the profiles
   */
  FirstSlots(StateGraph graph, Beginning beginning, int setup, double penalty, int slots) {
    this.graph = graph;
    this.setup = setup;
    this.penalty = penalty;
    this.length = Math.min(setup, slots);
    KeptPairs pairs = new KeptPairs(graph, beginning);
    this.heard = new int[length][];
    Arrays.setAll(heard, pairs::ready);
    this.stateOf = pairs.stateOf;
    this.keptOf = pairs.keptOf;
    this.keptSize = pairs.keptSize();
    this.first = pairs.first;
    this.lessNew = pairs.less(false);
    this.less = pairs.less(true);
    this.moreNew = lessNew.reversed();
    this.more = less.reversed();
    this.everyState = IntStream.range(0, graph.size()).toArray();
    this.come = never(3 * length + 1);
    this.alive = new int[length][0];
  }

  private FirstSlots(FirstSlots other) {
    this.graph = other.graph;
    this.setup = other.setup;
    this.penalty = other.penalty;
    this.length = other.length;
    this.heard = other.heard;
    this.stateOf = other.stateOf;
    this.keptOf = other.keptOf;
    this.keptSize = other.keptSize;
    this.first = other.first;
    this.lessNew = other.lessNew;
    this.less = other.less;
    this.moreNew = other.moreNew;
    this.more = other.more;
    this.everyState = other.everyState;
    this.come = never(3 * length + 1);
    this.alive = new int[length][0];
  }

  /** The same, to be passed at the same time. */
  FirstSlots twin() {
    return new FirstSlots(this);
  }

  /** So many rows by pair of {@link Ticks#NEVER}. */
  private long[][] never(int count) {
    long[][] rows = new long[count][stateOf.length];
    for (long[] row : rows) {
      Arrays.fill(row, NEVER);
    }
    return rows;
  }

  /** How many slots they are. */
  public int length() {
    return length;
  }

  /** How many pairs there are. */
  public int size() {
    return stateOf.length;
  }

  /** Every pair in every slot. */
  int[][] everything() {
    int[] every = new int[stateOf.length];
    Arrays.setAll(every, p -> p);
    int[][] rows = new int[length][];
    Arrays.fill(rows, every);
    return rows;
  }

  /** The states of those pairs, ascending. */
  int[] statesOf(int[] pairs) {
    return Arrays.stream(pairs).map(p -> stateOf[p]).distinct().toArray();
  }

  /** The pairs whose states are wanted. */
  int[] withStates(boolean[] wanted) {
    return IntStream.range(0, stateOf.length).filter(p -> wanted[stateOf[p]]).toArray();
  }

  /**
   * Passes these slots.
   *
   * @param within the pairs that may be there, by slot
   * @param counting in which ticks, until the next pass
   * @param out told by state the most that is earned before the slot after
   */
  void pass(Field field, int[][] within, Ticks counting, long[] out) {
    pass(field, within, counting);
    end(come, out);
  }

  /** Answers what happens in each. */
  private Slot[] pass(Field field, int[][] within, Ticks counting) {
    use(within);
    ticks = counting;
    come[0][first] = length > 0 && contains(within[0], first) ? 0 : NEVER;
    Slot[] slots = new Slot[length];
    for (int slot = 0; slot < length; slot++) {
      slots[slot] = new Slot(field, slot, within[slot]);
      slots[slot].pass(slot, come[3 * slot], come);
    }
    return slots;
  }

  private void end(long[][] rows, long[] out) {
    Arrays.fill(out, NEVER);
    long[] last = rows[3 * length];
    for (int p : alive[length - 1]) {
      out[stateOf[p]] = Math.max(out[stateOf[p]], last[p]);
    }
  }

  /**
   * Passes that differ only in what shapes earn from some slot on.
   *
   * @param field what is earned else
   * @param within the pairs that may be there, by slot
   * @param counting in which ticks, until the next pass
   */
  Alike alike(Field field, int[][] within, Ticks counting) {
    return new Alike(field, within, counting);
  }

  /** Passes that begin alike, until the next other pass. */
  public final class Alike {
    private final Slot[] slots;

    /** As {@link #come}, from where they differ. */
    private final long[][] rows = never(3 * length + 1);

    private Alike(Field field, int[][] within, Ticks counting) {
      this.slots = FirstSlots.this.pass(field, within, counting);
    }

    /**
     * One of them.
     *
     * @param from the first slot that differs, one of these
     * @param byShape by slot and shape: what is earned from then on
     * @param out told by state the most that is earned before the slot after
     */
    void pass(int from, double[][] byShape, long[] out) {
      long[] before = come[3 * from];
      for (int slot = from; slot < length; slot++) {
        new Slot(slots[slot], byShape[slot]).pass(slot, before, rows);
        before = rows[3 * slot + 3];
      }
      end(rows, out);
    }
  }

  private static boolean contains(int[] sorted, int value) {
    return Arrays.binarySearch(sorted, value) >= 0;
  }

  private void use(int[][] within) {
    for (int slot = 0; slot < length; slot++) {
      for (int p : alive[slot]) {
        come[3 * slot + 1][p] = NEVER;
        come[3 * slot + 2][p] = NEVER;
        come[3 * slot + 3][p] = NEVER;
      }
    }
    alive = within;
  }

  /** What happens in one of the slots. */
  private final class Slot {
    private final int[] pairs;

    /** By number of what is kept: what it earns. */
    private final long[] earned;

    /** By place in {@link #pairs}: what its state surely earns after these slots, of a set-up. */
    private final long[] ahead;

    private final long[] shapes;

    private final long cost = ticks.of(penalty);

    Slot(Field field, int slot, int[] pairs) {
      this.pairs = pairs;
      this.shapes = shapes(field.byShape()[slot]);
      this.earned = new long[keptSize];
      int end = Math.min(slot + setup, field.slots());
      long[][] surely = new long[graph.own.length][];
      for (int tenant = 0; tenant < graph.own.length; tenant++) {
        double[] now = field.now()[tenant][slot];
        int[] own = graph.own[tenant];
        for (int k = 0; k < earned.length; k++) {
          earned[k] += ticks.of(now[own[heard[slot][k]]]);
        }
        surely[tenant] = new long[graph.capacity[tenant].length];
        ticks.of(
            Rewards.difference(field.sure()[tenant][length], field.sure()[tenant][end]),
            surely[tenant]);
      }
      this.ahead = ahead(surely);
    }

    /** The same if shapes earn that. */
    Slot(Slot other, double[] byShape) {
      this.pairs = other.pairs;
      this.earned = other.earned;
      this.ahead = other.ahead;
      this.shapes = shapes(byShape);
    }

    private long[] shapes(double[] byShape) {
      long[] earnings = new long[byShape.length];
      ticks.of(byShape, earnings);
      return earnings;
    }

    /**
     * Passes it.
     *
     * @param before by pair: before the slot
     * @param rows as {@link #come}
     */
    void pass(int slot, long[] before, long[][] rows) {
      remove(before, rows[3 * slot + 1]);
      add(rows[3 * slot + 1], rows[3 * slot + 2], rows[3 * slot + 3]);
    }

    /** Mostly there are fewer pairs than states; else what a state earns is reckoned once. */
    private long[] ahead(long[][] surely) {
      int[] states = new int[pairs.length];
      Arrays.setAll(states, i -> stateOf[pairs[i]]);
      if (states.length < graph.size()) {
        return sums(states, surely);
      }
      long[] ofStates = sums(everyState, surely);
      long[] ofPairs = new long[states.length];
      Arrays.setAll(ofPairs, i -> ofStates[states[i]]);
      return ofPairs;
    }

    private long[] sums(int[] states, long[][] surely) {
      long[] sums = new long[states.length];
      for (int tenant = 0; tenant < surely.length; tenant++) {
        int[] own = graph.own[tenant];
        long[] mine = surely[tenant];
        for (int i = 0; i < sums.length; i++) {
          sums[i] += mine[own[states[i]]];
        }
      }
      return sums;
    }

    private long earned(int pair) {
      return earned[keptOf[pair]] + shapes[graph.shape[stateOf[pair]]];
    }

    private void remove(long[] before, long[] removed) {
      for (int i = pairs.length - 1; i >= 0; i--) {
        int p = pairs[i];
        removed[p] = more.most(p, removed, before[p], 0);
      }
    }

    private void add(long[] removed, long[] added, long[] next) {
      for (int i = 0; i < pairs.length; i++) {
        int p = pairs[i];
        added[p] = lessNew.most(p, added, paid(removed[p], ahead[i]), cost);
        next[p] = paid(added[p], earned(p) - ahead[i]);
      }
    }

    /** What is never stays so. */
    private static long paid(long value, long more) {
      return Ticks.isNever(value) ? NEVER : Math.max(NEVER, value + more);
    }

    /** By pair what can be earned from here on, while adding. */
    void addBack(long[] next, long[] added) {
      for (int i = pairs.length - 1; i >= 0; i--) {
        int p = pairs[i];
        long stay = paid(next[p], earned(p) - ahead[i]);
        added[p] = moreNew.most(p, added, stay, cost);
      }
    }

    /** By pair what can be earned from here on, all that is there paid for. */
    void payBack(long[] added, long[] whole) {
      for (int i = 0; i < pairs.length; i++) {
        int p = pairs[i];
        whole[p] = paid(added[p], ahead[i]);
      }
    }

    /** By pair what can be earned from here on, while removing. */
    void removeBack(long[] whole, long[] removed) {
      for (int p : pairs) {
        removed[p] = less.most(p, removed, whole[p], 0);
      }
    }
  }

  /** The states of the walk that attains the last pass's value of that state, by slot. */
  public int[] states(int last) {
    int[] states = new int[length];
    int pair = bestOf(last);
    for (int slot = length - 1; slot >= 0; slot--) {
      states[slot] = stateOf[pair];
      pair = unremoved(slot, unadded(slot, pair));
    }
    return states;
  }

  private int bestOf(int state) {
    int best = -1;
    for (int p : alive[length - 1]) {
      boolean better = best < 0 || come[3 * length][p] > come[3 * length][best];
      best = stateOf[p] == state && better ? p : best;
    }
    return best;
  }

  private int unadded(int slot, int pair) {
    long[] added = come[3 * slot + 2];
    long cost = ticks.of(penalty);
    int at = pair;
    for (int less = at; less >= 0; ) {
      at = less;
      less = lessNew.with(at, added, added[at] + cost);
    }
    return at;
  }

  private int unremoved(int slot, int pair) {
    int at = pair;
    while (come[3 * slot][at] != come[3 * slot + 1][at]) {
      at = more.with(at, come[3 * slot + 1], come[3 * slot + 1][at]);
    }
    return at;
  }

  /**
   * What can still be earned, pair by pair, from each of these slots on.
   *
   * @param counting in which ticks; those of the last pass, if that is asked for what leads above
   * @param after by state: what can be earned after these slots
   */
  Backward backward(Field field, int[][] within, Ticks counting, long[] after) {
    ticks = counting;
    return new Backward(field, within, after);
  }

  /** Values from the end, slot by slot. */
  final class Backward {
    /** By slot and pair: before the slot, after removals, after additions. */
    private final long[][] go = never(3 * length + 1);

    /** By slot and pair: after removals, all that is there taken to be ready. */
    private final long[][] whole = never(length);

    private final int[][] within;

    private Backward(Field field, int[][] within, long[] after) {
      this.within = within;
      for (int p : within[length - 1]) {
        go[3 * length][p] = after[stateOf[p]];
      }
      for (int slot = length - 1; slot >= 0; slot--) {
        Slot here = new Slot(field, slot, within[slot]);
        here.addBack(go[3 * slot + 3], go[3 * slot + 2]);
        here.payBack(go[3 * slot + 2], whole[slot]);
        here.removeBack(whole[slot], go[3 * slot + 1]);
        // Before the slot it is what can be earned while removing.
        System.arraycopy(go[3 * slot + 1], 0, go[3 * slot], 0, stateOf.length);
      }
    }

    /** By state, the most from before that slot on, whatever is kept. */
    long[] whileRemoving(int slot) {
      return mostOfStates(slot, go[3 * slot]);
    }

    /** The same once nothing more is removed in it. */
    long[] whileAdding(int slot) {
      return mostOfStates(slot, whole[slot]);
    }

    private long[] mostOfStates(int slot, long[] ofPairs) {
      long[] most = new long[graph.size()];
      Arrays.fill(most, NEVER);
      for (int p : within[slot]) {
        most[stateOf[p]] = Math.max(most[stateOf[p]], ofPairs[p]);
      }
      return most;
    }

    /** The pairs of a slot through which more than that can be earned. */
    int[] above(int slot, long least) {
      int[] above = new int[within[slot].length];
      int count = 0;
      for (int p : within[slot]) {
        if (through(slot, p) > least) {
          above[count++] = p;
        }
      }
      return Arrays.copyOf(above, count);
    }

    /** The most that can be earned through any of the others. */
    long below(int slot, long least) {
      long most = NEVER;
      for (int p : within[slot]) {
        long through = through(slot, p);
        most = through <= least ? Math.max(most, through) : most;
      }
      return most;
    }

    /** The states of a slot in which it may be passed so that more than that is earned. */
    int[] settled(int slot, long least) {
      boolean[] found = new boolean[graph.size()];
      for (int p : within[slot]) {
        found[stateOf[p]] |= come[3 * slot + 3][p] + go[3 * slot + 3][p] > least;
      }
      return IntStream.range(0, found.length).filter(s -> found[s]).toArray();
    }

    private long through(int slot, int p) {
      return Math.max(
          come[3 * slot + 1][p] + go[3 * slot + 1][p], come[3 * slot + 2][p] + go[3 * slot + 2][p]);
    }
  }
}
