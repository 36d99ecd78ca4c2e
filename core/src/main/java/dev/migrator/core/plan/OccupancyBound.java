package dev.migrator.core.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

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
  private final StateGraph graph;
  private final int setup;
  private final double penalty;

  /** By slot and state: before the slot; after removals; after additions. Of the last pass. */
  private double[][] before = new double[0][];

  private double[][] removed = new double[0][];
  private double[][] added = new double[0][];

  private final double[] prepaid;
  private final double[] earned;

  /**
   * @param setup slots from the start of creation to ready; the smallest over the profiles
   */
  OccupancyBound(StateGraph graph, int setup, double penalty) {
    this.graph = graph;
    this.setup = setup;
    this.penalty = penalty;
    this.prepaid = new double[graph.size()];
    this.earned = new double[graph.size()];
  }

  /** The bound. {@code initial} has a value for each state that may be there before slot 0. */
  double value(Field field, double[] initial) {
    makeRoom(field.slots());
    System.arraycopy(initial, 0, before[0], 0, initial.length);
    for (int slot = 0; slot < field.slots(); slot++) {
      load(field, slot);
      remove(before[slot], removed[slot]);
      addAndEarn(removed[slot], added[slot], before[slot + 1]);
    }
    return field.constant() + max(before[field.slots()]);
  }

  private void makeRoom(int slots) {
    if (before.length <= slots) {
      before = new double[slots + 1][graph.size()];
      removed = new double[slots][graph.size()];
      added = new double[slots][graph.size()];
    }
  }

  private void remove(double[] values, double[] out) {
    int[] from = graph.wideFrom;
    int[] to = graph.wideTo;
    for (int s = values.length - 1; s >= 0; s--) {
      double best = values[s];
      for (int e = from[s]; e < from[s + 1]; e++) {
        double other = out[to[e]];
        best = other > best ? other : best;
      }
      out[s] = best;
    }
  }

  private void addAndEarn(double[] values, double[] up, double[] out) {
    int[] from = graph.edgeFrom;
    int[] to = graph.edgeTo;
    for (int s = 0; s < values.length; s++) {
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
   * The states of the walk that attains the bound of the last call of {@link #value}, by slot: what
   * takes slices in it.
   */
  int[] states(int slots) {
    int[] states = new int[slots];
    int state = argmax(before[slots]);
    for (int slot = slots - 1; slot >= 0; slot--) {
      states[slot] = state;
      state = unremoved(slot, unadded(slot, state));
    }
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

  /** The walk that attains the bound. */
  Walk walk(Field field, double[] initial) {
    double value = value(field, initial);
    int[] states = states(field.slots());
    List<Walk.Move> moves = new ArrayList<>();
    for (int slot = 0; slot < states.length; slot++) {
      if (slot == 0 || states[slot] != states[slot - 1]) {
        moves.add(new Walk.Move(slot, states[slot]));
      }
    }
    return new Walk(value, Collections.unmodifiableList(moves));
  }

  /** By slot and state there before it: the most that can be earned from that slot on. */
  double[][] toGo(Field field) {
    double[][] toGo = new double[field.slots() + 1][];
    toGo[field.slots()] = new double[graph.size()];
    for (int slot = field.slots() - 1; slot >= 0; slot--) {
      toGo[slot] = backward(field, slot, toGo[slot + 1].clone());
    }
    return toGo;
  }

  private double[] backward(Field field, int slot, double[] values) {
    load(field, slot);
    for (int s = 0; s < values.length; s++) {
      values[s] += earned[s];
    }
    Sweep.down(graph, values, penalty);
    for (int s = 0; s < values.length; s++) {
      values[s] += prepaid[s];
    }
    Sweep.up(graph, values, 0);
    return values;
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
  private void load(Field field, int slot) {
    double[] shapes = field.byShape()[slot];
    for (int s = 0; s < prepaid.length; s++) {
      prepaid[s] = 0;
      earned[s] = shapes[graph.shape[s]];
    }
    int end = Math.min(slot + setup, field.slots());
    for (int tenant = 0; tenant < graph.own.length; tenant++) {
      double[] ahead = Rewards.difference(field.sure()[tenant][slot], field.sure()[tenant][end]);
      double[] net = Rewards.difference(ahead, field.now()[tenant][slot]);
      gather(graph.own[tenant], ahead, net);
    }
  }

  private void gather(int[] own, double[] ahead, double[] net) {
    for (int s = 0; s < own.length; s++) {
      prepaid[s] += ahead[own[s]];
      earned[s] += net[own[s]];
    }
  }
}
