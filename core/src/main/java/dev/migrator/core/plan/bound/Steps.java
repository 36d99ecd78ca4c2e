package dev.migrator.core.plan.bound;

import dev.migrator.core.plan.state.StateGraph;
import java.util.Arrays;

/**
 * What happens in one slot of an {@link OccupancyBound}, in either direction: removals, additions,
 * earnings.
 *
 * <p>Rows tell by state what it is worth. Outside of a slot's cells they are {@link Ticks#NEVER},
 * before a step and after it.
 *
 * <p>Keeps the tables of the slot that it turned to last, so that two who step at the same time
 * need one each.
 */
final class Steps {
  private static final long NEVER = Ticks.NEVER;

  private final StateGraph graph;
  private final Sweeps sweeps;
  private final Earnings earnings;
  private final double penalty;

  /**
   * @param setup slots of a set-up
   * @param penalty of each instance that is set up
   */
  Steps(StateGraph graph, Sweeps sweeps, int setup, double penalty) {
    this.graph = graph;
    this.sweeps = sweeps;
    this.earnings = new Earnings(graph, setup);
    this.penalty = penalty;
  }

  /**
   * What is stepped through.
   *
   * @param field what may be earned where and when
   * @param cells where it may lead
   * @param ticks in which it is counted
   */
  record Way(Field field, Cells cells, Ticks ticks) {
    int slots() {
      return field.slots();
    }
  }

  /**
   * From before a slot to before the next.
   *
   * @param before the most that is earned before the slot
   * @param removed set to the same after removals
   * @param added set to the same after additions, all that is there taken to be paid back
   * @param next set to the same before the next slot
   */
  void forth(Way way, int slot, long[] before, long[] removed, long[] added, long[] next) {
    int[] leaving = way.cells().removed()[slot];
    int[] states = way.cells().added()[slot];
    earnings.load(way.field(), slot, states, way.ticks());
    for (int s : leaving) {
      removed[s] = before[s];
    }
    sweeps.down(leaving, removed, 0);
    earnings.prepay(states, removed, added);
    sweeps.up(states, added, way.ticks().of(penalty));
    earnings.earn(states, added, next);
  }

  /**
   * From before the next slot to before a slot.
   *
   * @param next the most that can be earned from the next slot on
   * @param added set to the same while adding, all that is there taken to be paid back
   * @param removed set to the same while removing, which is also that from before the slot on
   */
  void back(Way way, int slot, long[] next, long[] added, long[] removed) {
    int[] leaving = way.cells().removed()[slot];
    int[] states = way.cells().added()[slot];
    earnings.load(way.field(), slot, states, way.ticks());
    earnings.earn(states, next, added);
    sweeps.down(states, added, way.ticks().of(penalty));
    earnings.prepay(leaving, added, removed);
    sweeps.up(leaving, removed, 0);
  }

  /** Of a row of what can be earned while adding: what if all that is there is paid back. */
  void prepay(int[] states, long[] added, long[] whole) {
    earnings.prepay(states, added, whole);
  }

  /** What a state earns in a slot, less what it is paid back for set-ups. */
  long net(Way way, int slot, int state) {
    return earnings.net(way, slot, state);
  }

  /**
   * From slot to slot towards the last.
   *
   * @param before the most that is earned before the first of them
   */
  Forward forward(Way way, long[] before) {
    return new Forward(way, before);
  }

  /**
   * From slot to slot towards the first.
   *
   * @param after the most that can be earned after the last of them
   */
  Backward backward(Way way, long[] after) {
    return new Backward(way, after);
  }

  /** Rows of one slot after the other. */
  final class Forward {
    private final Way way;
    private int last = -1;

    /** By state: before the slot; after removals; after additions; before the next slot. */
    private long[] before = never();

    final long[] removed = never();
    final long[] added = never();
    long[] next;

    private Forward(Way way, long[] before) {
      this.way = way;
      this.next = before.clone();
    }

    void step(int slot) {
      long[] free = before;
      before = next;
      next = free;
      if (last >= 0) {
        wipe(way.cells().removed()[last], removed);
        wipe(way.cells().added()[last], added);
      }
      clear(way.cells().added()[slot], next);
      last = slot;
      forth(way, slot, before, removed, added, next);
    }
  }

  /** Rows of one slot before the other. */
  final class Backward {
    private final Way way;
    private int last = -1;

    /** By state: from before the next slot on; while removing; while adding. */
    long[] next = never();

    long[] removed;
    final long[] added = never();

    private Backward(Way way, long[] after) {
      this.way = way;
      this.removed = after.clone();
    }

    void step(int slot) {
      long[] free = next;
      next = removed;
      removed = free;
      if (last >= 0) {
        wipe(way.cells().added()[last], added);
      }
      clear(way.cells().removed()[slot], removed);
      last = slot;
      back(way, slot, next, added, removed);
    }
  }

  private long[] never() {
    long[] row = new long[graph.size()];
    Arrays.fill(row, NEVER);
    return row;
  }

  /** Before these states are filled in. */
  private static void clear(int[] states, long[] row) {
    if (states.length < row.length) {
      Arrays.fill(row, NEVER);
    }
  }

  /** Nothing is worth anything any more of those states, which are all that were. */
  static void wipe(int[] states, long[] row) {
    if (2 * states.length > row.length) {
      Arrays.fill(row, NEVER);
      return;
    }
    for (int s : states) {
      row[s] = NEVER;
    }
  }
}
