package dev.migrator.core.plan.bound;

import java.util.Arrays;

/**
 * The most that can still be earned from each of some cells on, by {@link OccupancyBound}: set-ups
 * are paid at once, and what has been begun before is taken to be ready.
 *
 * @param cells which
 * @param removing by {@link Cells#removed}: what more is removed in the slot left open
 * @param adding by {@link Cells#added}: nothing more is removed, what more is added left open
 */
public record ToGo(Cells cells, Part removing, Part adding) {

  /**
   * A part of the cells.
   *
   * @param states by slot, ascending
   * @param most by slot, for each of its states
   */
  public record Part(int[][] states, double[][] most) {

    /** Where a slot has a state; negative if it does not. */
    public int place(int slot, int state) {
      return Arrays.binarySearch(states[slot], state);
    }
  }

  /** From a state that is there before a slot; minus infinity if nothing leads on from it. */
  public double before(int slot, int state) {
    if (slot == removing.most().length) {
      return 0;
    }
    int place = removing.place(slot, state);
    return place < 0 ? Double.NEGATIVE_INFINITY : removing.most()[slot][place];
  }

  /** Whether the slot may be passed in a state. */
  public boolean isSettled(int slot, int state) {
    return Arrays.binarySearch(cells.settled()[slot], state) >= 0;
  }
}
