package dev.migrator.core.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The best walk in which no two set-ups overlap in part: instances that are set up together begin
 * and end together, and nothing else changes meanwhile but removals at their beginning.
 *
 * <p>F[t][s] is the most that can be earned before slot t if s serves from t on. Either s was held
 * in the slot before, or at t - R something was removed, the rest m went on serving for R slots and
 * the difference to s was set up. What the walk earns is what the plan earns: this is the searches'
 * source of plans, beside {@link OccupancyBound} as their bound.
 *
 * <p>Without pre-initialization a tenant that gets instances is silent meanwhile; every set of
 * tenants is then tried as those that get some, or with many tenants each alone.
 */
final class TransitionSearch {
  private static final int MOST_COMBINED = 4;

  private final StateGraph graph;
  private final Rewards rewards;
  private final int setup;
  private final double penalty;
  private final boolean preInitialization;

  /** Bit i set: tenant i gets instances. */
  private final int[] sets;

  /**
   * @param setup slots from the start of creation to ready; the largest over the profiles
   */
  TransitionSearch(
      StateGraph graph,
      Rewards rewards,
      int setup,
      double penalty,
      boolean preInitialization,
      int tenants) {
    this.graph = graph;
    this.rewards = rewards;
    this.setup = setup;
    this.penalty = penalty;
    this.preInitialization = preInitialization;
    this.sets = preInitialization ? new int[] {(1 << tenants) - 1} : sets(tenants);
  }

  private static int[] sets(int tenants) {
    return tenants <= MOST_COMBINED
        ? IntStream.range(1, 1 << tenants).toArray()
        : IntStream.range(0, tenants).map(tenant -> 1 << tenant).toArray();
  }

  /** How many passes over the states a search takes, roughly. */
  int passes() {
    return 1 + 2 * sets.length;
  }

  /** A state in which a walk may begin: its instances take slices from slot 0 and are ready at. */
  record Start(int state, int readyAt, double earnedBefore) {}

  /** The best walk from one of these starts; worth minus infinity, and empty, if there is none. */
  Walk best(Timeline timeline, List<Start> starts) {
    return new Pass(timeline, starts).walk();
  }

  private final class Pass {
    private final Timeline timeline;
    private final List<Start> starts;
    private final boolean[][] room;
    private final double[][][] cumulated;
    private final int slots;

    /** By slot and state, before anything is removed in that slot. */
    private final double[][] arriving;

    /** By slot and state, after removals. */
    private final double[][] leaving;

    private final double[] now = new double[graph.size()];

    Pass(Timeline timeline, List<Start> starts) {
      this.timeline = timeline;
      this.starts = starts;
      this.room = timeline.room();
      this.slots = room.length;
      this.cumulated = rewards.cumulated(timeline.worth);
      this.arriving = new double[slots + 1][graph.size()];
      this.leaving = new double[slots + 1][];
    }

    Walk walk() {
      for (double[] row : arriving) {
        Arrays.fill(row, Double.NEGATIVE_INFINITY);
      }
      for (Start start : starts) {
        double[] row = arriving[start.readyAt()];
        row[start.state()] = Math.max(row[start.state()], start.earnedBefore());
      }
      for (int slot = 0; slot < slots; slot++) {
        remove(slot);
        hold(slot);
        reconfigure(slot);
      }
      int last = OccupancyBound.argmax(arriving[slots]);
      if (arriving[slots][last] == Double.NEGATIVE_INFINITY) {
        return new Walk(Double.NEGATIVE_INFINITY, List.of());
      }
      return new Walk(timeline.constant + arriving[slots][last], trace(last));
    }

    private void remove(int slot) {
      leaving[slot] = arriving[slot].clone();
      Sweep.down(graph, leaving[slot]);
    }

    private void hold(int slot) {
      rewards.between(cumulated, slot, slot + 1, now);
      for (int s = 0; s < now.length; s++) {
        if (room[slot][graph.shape[s]]) {
          arriving[slot + 1][s] = Math.max(arriving[slot + 1][s], leaving[slot][s] + now[s]);
        }
      }
    }

    private void reconfigure(int slot) {
      if (slot + setup >= slots) {
        return;
      }
      for (int added : sets) {
        double[] values = reached(slot, added, null);
        double[] row = arriving[slot + setup];
        for (int s = 0; s < values.length; s++) {
          row[s] = Math.max(row[s], values[s]);
        }
      }
    }

    /** What each state has earned when the instances of these tenants that it adds are ready. */
    private double[] reached(int slot, int added, int @Nullable [] origins) {
      double[] values = new double[graph.size()];
      rewards.between(cumulated, slot, slot + setup, values, preInitialization ? 0 : added);
      for (int s = 0; s < values.length; s++) {
        values[s] += leaving[slot][s];
      }
      if (origins == null) {
        upInto(values, added);
      } else {
        Sweep.up(graph, values, penalty, added, origins);
      }
      for (int s = 0; s < values.length; s++) {
        values[s] = staysFree(slot, s) ? values[s] : Double.NEGATIVE_INFINITY;
      }
      return values;
    }

    private void upInto(double[] values, int added) {
      if (preInitialization) {
        Sweep.up(graph, values, penalty);
      } else {
        Sweep.up(graph, values, penalty, added, new int[values.length]);
      }
    }

    private boolean staysFree(int slot, int state) {
      int shape = graph.shape[state];
      for (int t = slot; t < slot + setup; t++) {
        if (!room[t][shape]) {
          return false;
        }
      }
      return true;
    }

    private List<Walk.Move> trace(int last) {
      List<Walk.Move> moves = new ArrayList<>();
      int slot = slots;
      int state = last;
      while (!isStart(slot, state)) {
        if (slot > 0 && cameByHolding(slot, state)) {
          slot--;
        } else {
          int added = setThatLedTo(slot, state);
          int[] origins = identity();
          reached(slot - setup, added, origins);
          moves.add(new Walk.Move(slot - setup, state));
          state = origins[state];
          slot -= setup;
        }
        state = unremoved(slot, state, moves);
      }
      if (moves.isEmpty() || moves.getLast().slot() > 0) {
        moves.add(new Walk.Move(0, state));
      }
      Collections.reverse(moves);
      return moves;
    }

    private boolean isStart(int slot, int state) {
      return starts.stream()
          .anyMatch(
              start ->
                  start.readyAt() == slot
                      && start.state() == state
                      && start.earnedBefore() == arriving[slot][state]);
    }

    private boolean cameByHolding(int slot, int state) {
      rewards.between(cumulated, slot - 1, slot, now);
      return room[slot - 1][graph.shape[state]]
          && arriving[slot][state] == leaving[slot - 1][state] + now[state];
    }

    private int setThatLedTo(int slot, int state) {
      for (int added : sets) {
        if (reached(slot - setup, added, null)[state] == arriving[slot][state]) {
          return added;
        }
      }
      throw new IllegalStateException(
          "no way leads to state %d in slot %d.".formatted(state, slot));
    }

    /** The state before removals in that slot; notes a move if something was removed. */
    private int unremoved(int slot, int state, List<Walk.Move> moves) {
      int[] origins = identity();
      double[] values = arriving[slot].clone();
      Sweep.down(graph, values, origins);
      int origin = origins[state];
      boolean noted = !moves.isEmpty() && moves.getLast().slot() == slot;
      if (origin != state && !noted) {
        moves.add(new Walk.Move(slot, state));
      }
      return origin;
    }

    private int[] identity() {
      int[] result = new int[graph.size()];
      Arrays.setAll(result, s -> s);
      return result;
    }
  }
}
