package dev.migrator.core.plan;

import dev.migrator.core.model.PlanningProblem;
import java.util.Arrays;
import java.util.function.DoubleConsumer;

/**
 * An upper bound on what inference can earn while retrainings take given slices.
 *
 * <p><b>Goal.</b> A bound on every plan, with set-ups that may overlap in any way, at the cost of
 * one pass over the slots.
 *
 * <p><b>Idea.</b> Let o(t) be the instances that take slices in slot t, whether ready or being set
 * up, and f_t(o) what they would earn if all of them were ready. A plan earns f_t of the ready ones
 * only, so f_t(o(t)) less what the set-ups miss. Instead of waiting R slots, pay at once: when
 * instances are added to o at slot t, deduct what they would have earned in slots t..t+R-1 beside
 * what is there then. A state then needs no memory of what is still being set up.
 *
 * <p><b>Algorithm.</b> G[t][o] is the most that can be earned before t if o takes the slices. With
 * H_t(o) = h_t(o) + … + h_{t+R-1}(o), each slot is: remove for free (a sweep down), add H_t, add
 * instances (a sweep up), deduct H_t, add f_t. The sweep up telescopes, so adding one instance
 * after the other deducts the same as adding them together.
 *
 * <p><b>Why it is a bound.</b> h_t is a sum over tenants of a concave function of capacity, hence
 * submodular: an instance adds less to more. Take any plan, and in it slot t. Remove the instances
 * that are being set up from o(t), latest addition first: what the removal of an addition costs is
 * its marginal gain over instances that all were there when it was added (whatever came later has
 * been removed already, and what has gone since makes the base smaller, the gain larger). That is
 * at least what was deducted for slot t when it was added. So the walk o(t) of the plan earns here
 * at least what the plan earns, if h_t = f_t. It earns the same unless a tenant loses an instance
 * while it gets another; then the bound may be above every plan. The argument needs of f_t only
 * that more instances raise it at least as much as they raise h_t: deducting less is always safe.
 *
 * <p><b>Worked example.</b> One tenant, arrivals 10 in each of 5 slots, R = 2, two sites of
 * capacity 6, nothing there at first. Adding both at slot 0 deducts H_0 = 2 · 10 and then earns 5 ·
 * 10: the bound is 30, and the plan earns 10 in slots 2, 3 and 4: 30.
 *
 * <p>Most of a planner's time is spent in these passes, so they count in {@link Ticks}.
 */
final class OccupancyBound {
  private static final long NEVER = Ticks.NEVER;

  /** How far below a walk cells are still near it, relative to what it earns: so, or less. */
  private static final double WINDOW = 0.002;

  private static final double NARROWER = 0.2;
  private static final int WINDOWS = 8;

  /** Where more than one in so many of all states stays, all do: looking at all is as quick. */
  private static final int MANY = 2;

  /** Of so many states it is asked together whether any of them stays. */
  private static final int AT_ONCE = 16;

  /** How many states of a slot may be near a walk. */
  private static final long NEAR_STATES = 100;

  private final StateGraph graph;
  private final Sweeps sweeps;
  private final int setup;
  private final double penalty;
  private final FirstSlots first;
  private final Cells everywhere;
  private final Earnings earnings;

  /**
   * By slot and state: before the slot; after removals; after additions. Of the last pass; never
   * outside its cells.
   */
  private final long[][] before;

  private final long[][] removed;
  private final long[][] added;

  private Cells cells;
  private Ticks ticks = Ticks.upTo(1);
  private long passes;

  /**
   * @param beginning what there is before slot 0
   * @param setup slots from the start of creation to ready; the smallest over the profiles
   */
  OccupancyBound(StateGraph graph, Beginning beginning, int setup, double penalty, int slots) {
    this.graph = graph;
    this.sweeps = new Sweeps(graph);
    this.first = new FirstSlots(graph, beginning, setup, penalty, slots);
    this.setup = setup;
    this.penalty = penalty;
    this.earnings = new Earnings(graph, setup);
    this.before = new long[slots + 1][graph.size()];
    this.removed = new long[slots][graph.size()];
    this.added = new long[slots][graph.size()];
    this.everywhere = Cells.all(graph.size(), slots, first);
    this.cells = everywhere;
  }

  /** For a problem, on a graph of its states. */
  static OccupancyBound of(PlanningProblem problem, StateGraph graph) {
    int shortest =
        graph.allKinds().stream()
            .mapToInt(kind -> problem.setupSlots(graph.profileOf(kind.site())))
            .min()
            .orElse(1);
    return new OccupancyBound(
        graph, new Beginning(problem, graph), shortest, problem.setupPenalty(), problem.slots());
  }

  /** The same for slots of which so many are taken as one. */
  OccupancyBound merged(int width, Beginning beginning) {
    int blocks = Math.ceilDiv(removed.length, width);
    int rounded = Math.max(1, Math.round((float) setup / width));
    return new OccupancyBound(graph, beginning, rounded, penalty, blocks);
  }

  /** What each instance that is set up costs. */
  double penalty() {
    return penalty;
  }

  int setup() {
    return setup;
  }

  /** Every cell there is. */
  Cells everywhere() {
    return everywhere;
  }

  FirstSlots first() {
    return first;
  }

  /** The bound over all states. */
  double value(Field field) {
    return value(field, everywhere());
  }

  /** The bound for plans that lead through these cells. */
  double value(Field field, Cells within) {
    double most = field.most(setup) + penalty * graph.mostInstances() * field.slots();
    return value(field, within, Ticks.upTo(most));
  }

  /** The same in ticks that are so fine that no sum is too large. */
  double value(Field field, Cells within, Ticks counting) {
    passes++;
    use(within);
    ticks = counting;
    first.pass(field, within.first(), ticks, before[first.length()]);
    for (int slot = first.length(); slot < field.slots(); slot++) {
      int[] states = cells.added()[slot];
      earnings.load(field, slot, states, ticks);
      remove(cells.removed()[slot], before[slot], removed[slot]);
      add(states, removed[slot], added[slot]);
      earnings.earn(states, added[slot], before[slot + 1]);
    }
    long[] last = before[field.slots()];
    return field.constant() + ticks.value(last[Ticks.argmax(last)]);
  }

  /**
   * Passes the first slots only.
   *
   * @param within the pairs that may be there, by slot
   * @param out told by state the most that is earned before the slot after
   */
  void begin(Field field, int[][] within, Ticks counting, long[] out) {
    passes++;
    first.pass(field, within, counting, out);
  }

  /** Those of the last pass. */
  Ticks ticks() {
    return ticks;
  }

  /**
   * By state: the most that is earned in the last pass before something is added in that slot,
   * which is none of the first.
   */
  long[] removed(int slot) {
    return removed[slot];
  }

  /**
   * What can be earned from slots on in another field, in the ticks of the last pass.
   *
   * @param earliest the first of these slots, none of the first
   * @return by slot and state; empty before that
   */
  long[][] toCome(Field field, Cells within, int earliest) {
    Backward backward = new Backward(field, within);
    long[][] toCome = new long[field.slots() + 1][0];
    toCome[field.slots()] = new long[graph.size()];
    for (int slot = field.slots() - 1; slot >= earliest; slot--) {
      backward.step(slot);
      toCome[slot] = backward.removed.clone();
    }
    return toCome;
  }

  /** How many passes there have been; what the last one found is asked from it. */
  long passes() {
    return passes;
  }

  private void use(Cells others) {
    if (cells.added() != others.added()) {
      for (int slot = first.length(); slot < removed.length; slot++) {
        wipe(cells.removed()[slot], removed[slot]);
        wipe(cells.added()[slot], added[slot]);
        wipe(cells.added()[slot], before[slot + 1]);
      }
      cells = others;
    }
  }

  private static void wipe(int[] states, long[] row) {
    if (2 * states.length > row.length) {
      Arrays.fill(row, NEVER);
      return;
    }
    for (int s : states) {
      row[s] = NEVER;
    }
  }

  private void remove(int[] states, long[] values, long[] out) {
    for (int s : states) {
      out[s] = values[s];
    }
    sweeps.down(states, out, 0);
  }

  private void add(int[] states, long[] values, long[] out) {
    earnings.prepay(states, values, out);
    sweeps.up(states, out, ticks.of(penalty));
  }

  /**
   * The cells of the last pass through which more than that could be earned; and where of all
   * states in a slot many are left, all.
   *
   * @param field that of the last pass
   * @param enough what is not worth a look any more
   * @param narrowing told a bound on what could be earned through any of the cells left out
   */
  Cells above(Field field, double enough, DoubleConsumer narrowing) {
    long least = Math.max(NEVER / 2, ticks.of(enough - field.constant()));
    Backward backward = new Backward(field, cells);
    int[][] stillRemoved = new int[field.slots()][];
    int[][] stillAdded = new int[field.slots()][];
    int[][] settled = new int[field.slots()][];
    long dropped = NEVER;
    for (int slot = field.slots() - 1; slot >= first.length(); slot--) {
      backward.step(slot);
      Part adding = part(cells.added()[slot], added[slot], backward.added, least);
      Part removing = part(cells.removed()[slot], removed[slot], backward.removed, least);
      stillAdded[slot] = enlarged(adding.states(), cells.added()[slot]);
      stillRemoved[slot] = enlarged(removing.states(), cells.removed()[slot]);
      settled[slot] = part(cells.settled()[slot], before[slot + 1], backward.next, least).states();
      dropped = Math.max(dropped, Math.max(adding.dropped(), removing.dropped()));
    }
    FirstSlots.Backward firstBackward =
        first.backward(field, cells.first(), ticks, backward.before(field.slots()));
    int[][] pairs = new int[first.length()][];
    for (int slot = 0; slot < pairs.length; slot++) {
      pairs[slot] = firstBackward.above(slot, least);
      dropped = Math.max(dropped, firstBackward.below(slot, least));
      settled[slot] = firstBackward.settled(slot, least);
      stillAdded[slot] = first.statesOf(pairs[slot]);
      stillRemoved[slot] = stillAdded[slot];
    }
    narrowing.accept(field.constant() + ticks.value(dropped));
    return new Cells(stillRemoved, stillAdded, settled, pairs);
  }

  /**
   * States of a slot.
   *
   * @param dropped the most that can be earned through any of the others
   */
  private record Part(int[] states, long dropped) {}

  /**
   * Those of these states through which more than that can be earned. Mostly they are few, so it is
   * asked of many at once whether any is.
   */
  private static Part part(int[] states, long[] come, long[] go, long least) {
    int[] kept = new int[states.length];
    int count = 0;
    long dropped = NEVER;
    for (int from = 0; from < states.length; from += AT_ONCE) {
      int to = Math.min(from + AT_ONCE, states.length);
      long most = mostThrough(states, from, to, come, go);
      if (most <= least) {
        dropped = Math.max(dropped, most);
        continue;
      }
      for (int i = from; i < to; i++) {
        long through = come[states[i]] + go[states[i]];
        dropped = through > least ? dropped : Math.max(dropped, through);
        kept[count] = states[i];
        count += through > least ? 1 : 0;
      }
    }
    return new Part(Arrays.copyOf(kept, count), dropped);
  }

  private static long mostThrough(int[] states, int from, int to, long[] come, long[] go) {
    long most = NEVER;
    for (int i = from; i < to; i++) {
      most = Math.max(most, come[states[i]] + go[states[i]]);
    }
    return most;
  }

  private int[] enlarged(int[] states, int[] of) {
    return of.length == graph.size() && MANY * states.length > of.length ? of : states;
  }

  /**
   * The cells of the last pass closest to its best walk: through which more than a part of what
   * that earns can be earned, and no more than a number of them if that can be had.
   *
   * @param best what the best walk earns
   * @param known no cell through which no more than this can be earned
   */
  Near near(Field field, double best, double known) {
    double[] least = new double[WINDOWS];
    double window = WINDOW * Math.abs(best);
    for (int i = 0; i < WINDOWS; i++) {
      least[i] = Math.max(known, best - window);
      window *= NARROWER;
    }
    double enough = least[widest(field, least)];
    return new Near(above(field, enough, _ -> {}), enough);
  }

  /** The first of these values above which not too many cells are left; the last if none is. */
  private int widest(Field field, double[] least) {
    long[] above = Arrays.stream(least).mapToLong(x -> ticks.of(x - field.constant())).toArray();
    long[] near = new long[least.length];
    Backward backward = new Backward(field, cells);
    for (int slot = field.slots() - 1; slot >= first.length(); slot--) {
      backward.step(slot);
      for (int s : cells.settled()[slot]) {
        long through = before[slot + 1][s] + backward.next[s];
        for (int i = 0; i < near.length && through > above[i]; i++) {
          near[i]++;
        }
      }
    }
    int widest = 0;
    while (widest < near.length - 1 && near[widest] > NEAR_STATES * field.slots()) {
      widest++;
    }
    return widest;
  }

  /**
   * Cells near a walk.
   *
   * @param least more than this can be earned through each
   */
  record Near(Cells cells, double least) {
    /** How far below what the relaxation earns a walk is looked for, relative to that. */
    private static final double SLACK = 0.02;

    /**
     * What a walk here must exceed to be looked for.
     *
     * @param known what the best plan is worth
     * @param most what the relaxation earns
     */
    double worthOver(double known, double most) {
      return Math.max(known, Math.min(least, most - SLACK * Math.abs(most)));
    }
  }

  /** What can still be earned, slot by slot from the last. */
  private final class Backward {
    private final Field field;
    private final Cells cells;

    /** By state: from before the slot; while removing; while adding. */
    private long[] next = new long[graph.size()];

    private long[] removed = new long[graph.size()];
    private final long[] added = new long[graph.size()];

    Backward(Field field, Cells cells) {
      this.field = field;
      this.cells = cells;
      Arrays.fill(removed, NEVER);
      Arrays.fill(added, NEVER);
    }

    void step(int slot) {
      if (slot < field.slots() - 1) {
        long[] swap = next;
        next = removed;
        removed = swap;
        wipe(cells.added()[slot + 1], added);
      }
      if (cells.removed()[slot].length < removed.length) {
        Arrays.fill(removed, NEVER);
      }
      earnings.load(field, slot, cells.added()[slot], ticks);
      earnings.earn(cells.added()[slot], next, added);
      sweeps.down(cells.added()[slot], added, ticks.of(penalty));
      earnings.prepay(cells.removed()[slot], added, removed);
      sweeps.up(cells.removed()[slot], removed, 0);
    }

    /** What can be earned from before the slot last stepped to. */
    long[] before(int slots) {
      return first.length() == slots ? new long[graph.size()] : removed;
    }
  }

  /** What can still be earned through these cells; to be asked after a pass over the same field. */
  ToGo toGo(Field field, Cells within) {
    Backward backward = new Backward(field, within);
    long[] whole = new long[graph.size()];
    double[][] removing = new double[field.slots()][];
    double[][] adding = new double[field.slots()][];
    for (int slot = field.slots() - 1; slot >= first.length(); slot--) {
      backward.step(slot);
      earnings.prepay(within.added()[slot], backward.added, whole);
      removing[slot] = values(backward.removed, within.removed()[slot]);
      adding[slot] = values(whole, within.added()[slot]);
    }
    FirstSlots.Backward firstBackward =
        first.backward(field, within.first(), ticks, backward.before(field.slots()));
    for (int slot = 0; slot < first.length(); slot++) {
      removing[slot] = values(firstBackward.whileRemoving(slot), within.removed()[slot]);
      adding[slot] = values(firstBackward.whileAdding(slot), within.added()[slot]);
    }
    return new ToGo(
        within, new ToGo.Part(within.removed(), removing), new ToGo.Part(within.added(), adding));
  }

  private double[] values(long[] row, int[] states) {
    return Arrays.stream(states).mapToDouble(s -> ticks.value(row[s])).toArray();
  }

  /**
   * The states of the walk that attains the bound of the last call of {@link #value}, by slot: what
   * takes slices in it.
   */
  int[] states(int slots) {
    int[] states = new int[slots];
    int state = Ticks.argmax(before[slots]);
    for (int slot = slots - 1; slot >= first.length(); slot--) {
      states[slot] = state;
      state = unremoved(slot, unadded(slot, state));
    }
    System.arraycopy(first.states(state), 0, states, 0, first.length());
    return states;
  }

  private int unadded(int slot, int state) {
    long[] up = added[slot];
    long cost = ticks.of(penalty);
    int at = state;
    for (int e = graph.edgeFrom[at]; e < graph.edgeFrom[at + 1]; e++) {
      if (up[graph.edgeTo[e]] - cost == up[at]) {
        at = graph.edgeTo[e];
        e = graph.edgeFrom[at] - 1;
      }
    }
    return at;
  }

  private int unremoved(int slot, int state) {
    long[] down = removed[slot];
    int at = state;
    while (before[slot][at] != down[at]) {
      at = widerWith(down, at);
    }
    return at;
  }

  private int widerWith(long[] down, int state) {
    for (int e = graph.wideFrom[state]; e < graph.wideFrom[state + 1]; e++) {
      if (down[graph.wideTo[e]] == down[state]) {
        return graph.wideTo[e];
      }
    }
    throw new IllegalStateException("nothing led to state %d.".formatted(state));
  }

  /** The walk through these cells that attains the bound. */
  Walk walk(Field field, Cells within) {
    double value = value(field, within);
    return value == Double.NEGATIVE_INFINITY
        ? Walk.NONE
        : Walk.through(states(field.slots()), value);
  }
}
