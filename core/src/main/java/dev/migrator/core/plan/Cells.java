package dev.migrator.core.plan;

import java.util.Arrays;

/**
 * Which states of which slots a search still has to look at: those through which a plan could lead
 * that is better than what is known.
 *
 * <p>A slot is passed in two steps, removals and additions, one instance at a time, so that a state
 * may matter in one of them only, perhaps just on the way to another.
 *
 * @param removed by slot: states that may be there in the course of removals, ascending
 * @param added by slot: states that may be there in the course of additions, ascending
 * @param settled by slot: states in which it may be passed, ascending; some of the above
 */
record Cells(int[][] removed, int[][] added, int[][] settled) {

  /** Every state in every slot. */
  static Cells all(int states, int slots) {
    int[] every = new int[states];
    Arrays.setAll(every, s -> s);
    int[][] rows = new int[slots][];
    Arrays.fill(rows, every);
    return new Cells(rows, rows, rows);
  }

  /** In how many states slots may be passed. */
  long settledSize() {
    long size = 0;
    for (int[] states : settled) {
      size += states.length;
    }
    return size;
  }

  /** How many there are, the mean of both steps. */
  long size() {
    long size = 0;
    for (int slot = 0; slot < added.length; slot++) {
      size += removed[slot].length + added[slot].length;
    }
    return size / 2;
  }
}
