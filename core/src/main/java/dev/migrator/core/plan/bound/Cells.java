package dev.migrator.core.plan.bound;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

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
 * @param first by slot, of the {@link FirstSlots}: pairs that may be there in the course of it
 */
public record Cells(int[][] removed, int[][] added, int[][] settled, int[][] first) {

  /** Every state in every slot. */
  static Cells all(int states, int slots, FirstSlots first) {
    int[] every = new int[states];
    Arrays.setAll(every, s -> s);
    int[][] rows = new int[slots][];
    Arrays.fill(rows, every);
    return new Cells(rows, rows, rows, first.everything());
  }

  /**
   * Every state in those slots in which it has room.
   *
   * @param room by slot and shape
   * @param shape by state
   */
  public static Cells where(boolean[][] room, int[] shape, FirstSlots first) {
    int slots = room.length;
    int[][] free = new int[slots][];
    Map<boolean[], int[]> known = new HashMap<>();
    for (int slot = 0; slot < slots; slot++) {
      free[slot] = known.computeIfAbsent(room[slot], now -> states(now, shape));
    }
    int[][] leaving = new int[slots][];
    for (int slot = 0; slot < slots; slot++) {
      leaving[slot] = free[Math.max(0, slot - 1)];
    }
    return new Cells(leaving, free, free, first.everything());
  }

  private static int[] states(boolean[] room, int[] shape) {
    return IntStream.range(0, shape.length).filter(s -> room[shape[s]]).toArray();
  }

  /**
   * The same on a finer graph.
   *
   * @param parts by state here: what it may be there
   * @param states number of states there
   * @param finerFirst the first slots there
   */
  public Cells refined(int[][] parts, int states, FirstSlots finerFirst) {
    int[][] stillAdded = refined(added, parts, states);
    int[][] stillRemoved = refined(removed, parts, states);
    int[][] pairs = new int[first.length][];
    for (int slot = 0; slot < pairs.length; slot++) {
      boolean[] wanted = new boolean[states];
      for (int s : stillAdded[slot]) {
        wanted[s] = true;
      }
      for (int s : stillRemoved[slot]) {
        wanted[s] = true;
      }
      pairs[slot] = finerFirst.withStates(wanted);
    }
    return new Cells(stillRemoved, stillAdded, refined(settled, parts, states), pairs);
  }

  private static int[][] refined(int[][] rows, int[][] parts, int states) {
    int[][] finer = new int[rows.length][];
    BitSet found = new BitSet(states);
    for (int slot = 0; slot < rows.length; slot++) {
      found.clear();
      for (int s : rows[slot]) {
        for (int part : parts[s]) {
          found.set(part);
        }
      }
      finer[slot] = ascending(found);
    }
    return finer;
  }

  private static int[] ascending(BitSet found) {
    int[] all = new int[found.cardinality()];
    int next = found.nextSetBit(0);
    for (int i = 0; i < all.length; i++) {
      all[i] = next;
      next = found.nextSetBit(next + 1);
    }
    return all;
  }

  /** Those that are in either. */
  public Cells union(Cells other) {
    return new Cells(
        union(removed, other.removed),
        union(added, other.added),
        union(settled, other.settled),
        union(first, other.first));
  }

  private static int[][] union(int[][] rows, int[][] others) {
    int[][] all = new int[rows.length][];
    Arrays.setAll(all, slot -> union(rows[slot], others[slot]));
    return all;
  }

  /** Of two ascending rows. */
  private static int[] union(int[] row, int[] other) {
    int[] all = new int[row.length + other.length];
    int count = 0;
    int i = 0;
    int j = 0;
    while (i < row.length && j < other.length) {
      int next = Math.min(row[i], other[j]);
      i += row[i] == next ? 1 : 0;
      j += other[j] == next ? 1 : 0;
      all[count++] = next;
    }
    int[] rest = i < row.length ? row : other;
    int from = i < row.length ? i : j;
    System.arraycopy(rest, from, all, count, rest.length - from);
    return Arrays.copyOf(all, count + rest.length - from);
  }

  /** By state: whether it is among them in any slot. */
  public boolean[] anywhere(int states) {
    boolean[] found = new boolean[states];
    for (int[][] rows : List.of(removed, added)) {
      for (int[] row : rows) {
        for (int s : row) {
          found[s] = true;
        }
      }
    }
    return found;
  }

  /** In how many states slots may be passed. */
  private long settledSize() {
    long size = 0;
    for (int[] states : settled) {
      size += states.length;
    }
    return size;
  }

  /** How many there are, the mean of both steps. */
  public long size() {
    long size = 0;
    for (int slot = 0; slot < added.length; slot++) {
      size += removed[slot].length + added[slot].length;
    }
    for (int[] pairs : first) {
      size += 2L * pairs.length;
    }
    return size / 2;
  }

  /** About how much memory they take, if their rows are their own. */
  public long bytes() {
    return Integer.BYTES * (2 * size() + settledSize());
  }
}
