package dev.migrator.core.plan;

import java.util.ArrayList;
import java.util.Arrays;
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
 * H_t(o) = f_t(o) + … + f_{t+R-1}(o), each slot is: remove for free (a sweep down), add H_t, add
 * instances (a sweep up), deduct H_t, add f_t. The sweep up telescopes, so adding one instance
 * after the other deducts the same as adding them together.
 *
 * <p><b>Why it is a bound.</b> f_t is a sum over tenants of a concave function of capacity, hence
 * submodular: an instance adds less to more. Take any plan, and in it slot t. Remove the instances
 * that are being set up from o(t), latest addition first: what the removal of an addition costs is
 * its marginal gain over instances that all were there when it was added (whatever came later has
 * been removed already, and what has gone since makes the base smaller, the gain larger). That is
 * at least what was deducted for slot t when it was added. So the walk o(t) of the plan earns here
 * at least what the plan earns. It earns the same unless a tenant loses an instance while it gets
 * another; then the bound may be above every plan.
 *
 * <p><b>Worked example.</b> One tenant, arrivals 10 in each of 5 slots, R = 2, two sites of
 * capacity 6, nothing there at first. Adding both at slot 0 deducts H_0 = 2 · 10 and then earns 5 ·
 * 10: the bound is 30, and the plan earns 10 in slots 2, 3 and 4: 30.
 */
final class OccupancyBound {
  private final StateGraph graph;
  private final Rewards rewards;
  private final int setup;
  private final double penalty;

  /**
   * @param setup slots from the start of creation to ready; the smallest over the profiles
   */
  OccupancyBound(StateGraph graph, Rewards rewards, int setup, double penalty) {
    this.graph = graph;
    this.rewards = rewards;
    this.setup = setup;
    this.penalty = penalty;
  }

  /** The bound. {@code initial} has a value for each state that may be there before slot 0. */
  double value(Timeline timeline, double[] initial) {
    Pass pass = new Pass(timeline);
    double[] values = initial.clone();
    for (int slot = 0; slot < pass.closed.length; slot++) {
      pass.forward(slot, values);
    }
    return timeline.constant + max(values);
  }

  /** The walk that attains the bound. */
  Walk walk(Timeline timeline, double[] initial) {
    Pass pass = new Pass(timeline);
    int slots = pass.closed.length;
    double[][] before = new double[slots + 1][];
    before[0] = initial.clone();
    for (int slot = 0; slot < slots; slot++) {
      before[slot + 1] = before[slot].clone();
      pass.forward(slot, before[slot + 1]);
    }
    int last = argmax(before[slots]);
    return new Walk(timeline.constant + before[slots][last], pass.trace(before, last));
  }

  /** By slot and state there before it: the most that can be earned from that slot on. */
  double[][] toGo(Timeline timeline) {
    Pass pass = new Pass(timeline);
    int slots = pass.closed.length;
    double[][] toGo = new double[slots + 1][];
    toGo[slots] = new double[graph.size()];
    for (int slot = slots - 1; slot >= 0; slot--) {
      toGo[slot] = pass.backward(slot, toGo[slot + 1].clone());
    }
    return toGo;
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

  /** One timeline's tables, and the step over a slot in each direction. */
  private final class Pass {
    /** By slot and state: 0 if its sites are free, else minus infinity. */
    private final double[][] closed;

    private final double[][] bonuses;
    private final double[][][] cumulated;
    private final double[] ahead = new double[graph.size()];
    private final double[] now = new double[graph.size()];

    Pass(Timeline timeline) {
      this.closed = timeline.closed();
      this.bonuses = timeline.bonuses();
      this.cumulated = rewards.cumulated(timeline.worth);
    }

    void forward(int slot, double[] values) {
      load(slot);
      Sweep.down(graph, values);
      prepay(slot, values);
      Sweep.up(graph, values, penalty);
      earn(slot, values);
    }

    private void prepay(int slot, double[] values) {
      double[] shut = closed[slot];
      for (int s = 0; s < values.length; s++) {
        values[s] += ahead[s] + shut[s];
      }
    }

    private void earn(int slot, double[] values) {
      double[] shut = closed[slot];
      for (int s = 0; s < values.length; s++) {
        values[s] += now[s] - ahead[s] + shut[s];
      }
    }

    double[] backward(int slot, double[] values) {
      load(slot);
      earn(slot, values);
      Sweep.down(graph, values, penalty);
      prepay(slot, values);
      Sweep.up(graph, values, 0);
      return values;
    }

    /** The moves of the walk that ends in a state, found by repeating each slot with origins. */
    List<Walk.Move> trace(double[][] before, int last) {
      List<Walk.Move> moves = new ArrayList<>();
      int state = last;
      for (int slot = closed.length - 1; slot >= 0; slot--) {
        int origin = origin(slot, before[slot], state);
        if (origin != state || slot == 0) {
          moves.add(new Walk.Move(slot, state));
        }
        state = origin;
      }
      Collections.reverse(moves);
      return moves;
    }

    private int origin(int slot, double[] before, int state) {
      load(slot);
      double[] values = before.clone();
      int[] origins = new int[values.length];
      Arrays.setAll(origins, s -> s);
      Sweep.down(graph, values, origins);
      prepay(slot, values);
      Sweep.up(graph, values, penalty, ~0, origins);
      return origins[state];
    }

    private void load(int slot) {
      rewards.between(cumulated, slot, slot + setup, ahead);
      rewards.between(cumulated, slot, slot + 1, now);
      double[] bonus = bonuses[slot];
      for (int s = 0; bonus.length > 0 && s < now.length; s++) {
        now[s] += bonus[graph.shape[s]];
      }
    }
  }
}
