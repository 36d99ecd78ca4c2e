package dev.migrator.core.plan;

import dev.migrator.core.model.PlanningProblem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
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
 */
final class OccupancyBound {
  private static final double NEVER = Double.NEGATIVE_INFINITY;

  /** How far below a walk cells are still near it, relative to what it earns. */
  private static final double WINDOW = 0.002;

  private static final double NARROWEST = 1e-7;

  /** How many times as many combinations of tenants' instances as states make the states few. */
  private static final int FEW = 2;

  /** How many states of a slot may be near a walk. */
  private static final long NEAR_STATES = 100;

  private final StateGraph graph;
  private final int setup;
  private final double penalty;

  /**
   * By slot and state: before the slot; after removals; after additions. Of the last pass; minus
   * infinity outside its cells.
   */
  private final double[][] before;

  private final double[][] removed;
  private final double[][] added;

  private final double[] prepaid;
  private final double[] earned;
  private final FirstSlots first;
  private final Cells everywhere;
  private final double[][] ahead;
  private final double[][] net;
  private Cells cells;
  private long passes;

  /**
   * @param beginning what there is before slot 0
   * @param setup slots from the start of creation to ready; the smallest over the profiles
   */
  OccupancyBound(StateGraph graph, Beginning beginning, int setup, double penalty, int slots) {
    this.graph = graph;
    this.first = new FirstSlots(graph, beginning, setup, penalty, slots);
    this.setup = setup;
    this.penalty = penalty;
    this.prepaid = new double[graph.size()];
    this.earned = new double[graph.size()];
    this.before = new double[slots + 1][graph.size()];
    this.removed = new double[slots][graph.size()];
    this.added = new double[slots][graph.size()];
    this.everywhere = Cells.all(graph.size(), slots, first);
    this.ahead = tables(graph.crews);
    this.net = tables(graph.crews);
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
    passes++;
    use(within);
    first.pass(field, within.first(), before[first.length()]);
    for (int slot = first.length(); slot < field.slots(); slot++) {
      load(field, slot, cells.added()[slot]);
      remove(cells.removed()[slot], before[slot], removed[slot]);
      addAndEarn(cells.added()[slot], removed[slot], added[slot], before[slot + 1]);
    }
    return field.constant() + max(before[field.slots()]);
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

  private static void wipe(int[] states, double[] row) {
    if (2 * states.length > row.length) {
      Arrays.fill(row, NEVER);
      return;
    }
    for (int s : states) {
      row[s] = NEVER;
    }
  }

  private void remove(int[] states, double[] values, double[] out) {
    int[] from = graph.wideFrom;
    int[] to = graph.wideTo;
    for (int i = states.length - 1; i >= 0; i--) {
      int s = states[i];
      double best = values[s];
      for (int e = from[s]; e < from[s + 1]; e++) {
        double other = out[to[e]];
        best = other > best ? other : best;
      }
      out[s] = best;
    }
  }

  private void addAndEarn(int[] states, double[] values, double[] up, double[] out) {
    int[] from = graph.edgeFrom;
    int[] to = graph.edgeTo;
    for (int s : states) {
      double best = values[s] + prepaid[s];
      for (int e = from[s]; e < from[s + 1]; e++) {
        double other = up[to[e]] - penalty;
        best = other > best ? other : best;
      }
      up[s] = best;
      out[s] = best + earned[s];
    }
  }

  /**
   * The cells of the last pass through which more than that could be earned.
   *
   * @param field that of the last pass
   * @param enough what is not worth a look any more
   * @param narrowing told the most that could be earned through any of the cells left out
   */
  Cells above(Field field, double enough, DoubleConsumer narrowing) {
    double least = enough - field.constant();
    Backward backward = new Backward(field, cells);
    int[][] stillRemoved = new int[field.slots()][];
    int[][] stillAdded = new int[field.slots()][];
    int[][] settled = new int[field.slots()][];
    double dropped = NEVER;
    for (int slot = field.slots() - 1; slot >= first.length(); slot--) {
      backward.step(slot);
      settled[slot] = above(cells.settled()[slot], before[slot + 1], backward.next, least);
      stillAdded[slot] = above(cells.added()[slot], added[slot], backward.added, least);
      stillRemoved[slot] = above(cells.removed()[slot], removed[slot], backward.removed, least);
      dropped = Math.max(dropped, below(cells.added()[slot], added[slot], backward.added, least));
    }
    FirstSlots.Backward firstBackward =
        first.backward(field, cells.first(), backward.before(field.slots()));
    int[][] pairs = new int[first.length()][];
    for (int slot = 0; slot < pairs.length; slot++) {
      pairs[slot] = firstBackward.above(slot, least);
      dropped = Math.max(dropped, firstBackward.below(slot, least));
      settled[slot] = firstBackward.settled(slot, least);
      stillAdded[slot] = first.statesOf(pairs[slot]);
      stillRemoved[slot] = stillAdded[slot];
    }
    narrowing.accept(field.constant() + dropped);
    return new Cells(stillRemoved, stillAdded, settled, pairs);
  }

  /**
   * The cells of the last pass closest to its best walk: through which more than a part of what
   * that earns can be earned, and no more than a number of them if that can be had.
   *
   * @param best what the best walk earns
   * @param known no cell through which no more than this can be earned
   */
  Near near(Field field, double best, double known) {
    double window = WINDOW;
    while (true) {
      double least = Math.max(known, best - window * Math.abs(best));
      Cells found = above(field, least, _ -> {});
      if (window < NARROWEST || found.settledSize() <= NEAR_STATES * field.slots()) {
        return new Near(found, least);
      }
      window /= 5;
    }
  }

  /**
   * Cells near a walk.
   *
   * @param least more than this can be earned through each
   */
  record Near(Cells cells, double least) {}

  private static int[] above(int[] states, double[] come, double[] go, double least) {
    int[] kept = new int[states.length];
    int count = 0;
    for (int s : states) {
      if (come[s] + go[s] > least) {
        kept[count++] = s;
      }
    }
    return Arrays.copyOf(kept, count);
  }

  private static double below(int[] states, double[] come, double[] go, double least) {
    double most = NEVER;
    for (int s : states) {
      double through = come[s] + go[s];
      most = through <= least && through > most ? through : most;
    }
    return most;
  }

  /** What can still be earned, slot by slot from the last. */
  private final class Backward {
    private final Field field;
    private final Cells cells;

    /** By state: from before the slot; while removing; while adding. */
    private double[] next = new double[graph.size()];

    private double[] removed = new double[graph.size()];
    private final double[] added = new double[graph.size()];

    Backward(Field field, Cells cells) {
      this.field = field;
      this.cells = cells;
      Arrays.fill(removed, NEVER);
      Arrays.fill(added, NEVER);
    }

    void step(int slot) {
      if (slot < field.slots() - 1) {
        double[] swap = next;
        next = removed;
        removed = swap;
        wipe(cells.removed()[slot + 1], added);
        wipe(cells.added()[slot + 1], added);
      }
      Arrays.fill(removed, NEVER);
      load(field, slot, cells.added()[slot]);
      add(cells.added()[slot]);
      remove(cells.removed()[slot]);
    }

    /** What can be earned from before the slot last stepped to. */
    double[] before(int slots) {
      return first.length() == slots ? new double[graph.size()] : removed;
    }

    private void add(int[] states) {
      for (int i = states.length - 1; i >= 0; i--) {
        int s = states[i];
        double best = next[s] + earned[s];
        for (int e = graph.wideFrom[s]; e < graph.wideFrom[s + 1]; e++) {
          best = Math.max(best, added[graph.wideTo[e]] - penalty);
        }
        added[s] = best;
      }
    }

    private void remove(int[] states) {
      for (int s : states) {
        double best = added[s] + (added[s] == NEVER ? 0 : prepaid[s]);
        for (int e = graph.edgeFrom[s]; e < graph.edgeFrom[s + 1]; e++) {
          best = Math.max(best, removed[graph.edgeTo[e]]);
        }
        removed[s] = best;
      }
    }
  }

  /**
   * By slot and state there before it: the most that can be earned from that slot on through these
   * cells.
   */
  double[][] toGo(Field field, Cells within) {
    Backward backward = new Backward(field, within);
    double[][] toGo = new double[field.slots() + 1][];
    toGo[field.slots()] = new double[graph.size()];
    for (int slot = field.slots() - 1; slot >= first.length(); slot--) {
      backward.step(slot);
      toGo[slot] = backward.removed.clone();
    }
    FirstSlots.Backward firstBackward =
        first.backward(field, within.first(), backward.before(field.slots()));
    for (int slot = 0; slot < first.length(); slot++) {
      toGo[slot] = firstBackward.toGo(slot);
    }
    return toGo;
  }

  /**
   * The states of the walk that attains the bound of the last call of {@link #value}, by slot: what
   * takes slices in it.
   */
  int[] states(int slots) {
    int[] states = new int[slots];
    int state = argmax(before[slots]);
    for (int slot = slots - 1; slot >= first.length(); slot--) {
      states[slot] = state;
      state = unremoved(slot, unadded(slot, state));
    }
    System.arraycopy(first.states(state), 0, states, 0, first.length());
    return states;
  }

  private int unadded(int slot, int state) {
    double[] up = added[slot];
    int at = state;
    for (int e = graph.edgeFrom[at]; e < graph.edgeFrom[at + 1]; e++) {
      if (up[graph.edgeTo[e]] - penalty == up[at]) {
        at = graph.edgeTo[e];
        e = graph.edgeFrom[at] - 1;
      }
    }
    return at;
  }

  private int unremoved(int slot, int state) {
    double[] down = removed[slot];
    int at = state;
    while (before[slot][at] != down[at]) {
      at = widerWith(down, at);
    }
    return at;
  }

  private int widerWith(double[] down, int state) {
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
    if (value == NEVER) {
      return new Walk(value, List.of());
    }
    int[] states = states(field.slots());
    List<Walk.Move> moves = new ArrayList<>();
    for (int slot = 0; slot < states.length; slot++) {
      if (slot == 0 || states[slot] != states[slot - 1]) {
        moves.add(new Walk.Move(slot, states[slot]));
      }
    }
    return new Walk(value, Collections.unmodifiableList(moves));
  }

  static double max(double[] values) {
    return values[argmax(values)];
  }

  static int argmax(double[] values) {
    int best = 0;
    for (int s = 1; s < values.length; s++) {
      best = values[s] > values[best] ? s : best;
    }
    return best;
  }

  /** What each state pays back for set-up when it is there before additions, and earns after. */
  private void load(Field field, int slot, int[] states) {
    double[] shapes = field.byShape()[slot];
    for (int s : states) {
      prepaid[s] = 0;
      earned[s] = shapes[graph.shape[s]];
    }
    if (FEW * states.length < graph.combinations) {
      loadOneByOne(field, slot, states);
      return;
    }
    for (int crew = 0; crew < graph.crews.size(); crew++) {
      load(field, slot, graph.crews.get(crew), ahead[crew], net[crew]);
      gather(states, graph.crews.get(crew).number(), ahead[crew], net[crew]);
    }
  }

  /** The same without tables of all combinations, for few states. */
  private void loadOneByOne(Field field, int slot, int[] states) {
    for (int tenant = 0; tenant < graph.own.length; tenant++) {
      double[] from = field.sure()[tenant][slot];
      double[] to = field.sure()[tenant][Math.min(slot + setup, field.slots())];
      double[] now = field.now()[tenant][slot];
      int[] own = graph.own[tenant];
      for (int s : states) {
        double more = to[own[s]] - from[own[s]];
        prepaid[s] += more;
        earned[s] += now[own[s]] - more;
      }
    }
  }

  /** What each combination of a crew earns over a set-up, and in the slot itself less that. */
  private void load(
      Field field, int slot, StateGraph.Crew crew, double[] earnsAhead, double[] earnsNet) {
    int end = Math.min(slot + setup, field.slots());
    Arrays.fill(earnsAhead, 0);
    Arrays.fill(earnsNet, 0);
    for (int i = 0; i < crew.own().length; i++) {
      double[] from = field.sure()[crew.first() + i][slot];
      double[] to = field.sure()[crew.first() + i][end];
      double[] now = field.now()[crew.first() + i][slot];
      int[] own = crew.own()[i];
      for (int c = 0; c < own.length; c++) {
        double more = to[own[c]] - from[own[c]];
        earnsAhead[c] += more;
        earnsNet[c] += now[own[c]] - more;
      }
    }
  }

  private static double[][] tables(List<StateGraph.Crew> crews) {
    return crews.stream().map(crew -> new double[crew.size()]).toArray(double[][]::new);
  }

  private void gather(int[] states, int[] number, double[] earnsAhead, double[] earnsNet) {
    for (int s : states) {
      prepaid[s] += earnsAhead[number[s]];
      earned[s] += earnsNet[number[s]];
    }
  }
}
