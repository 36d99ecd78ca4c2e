package dev.migrator.core.plan.bound;

import java.util.Arrays;

/**
 * Finds the cells of a pass through which more than something can be earned: those that are still
 * worth a look.
 */
final class Worthwhile {
  private static final long NEVER = Ticks.NEVER;

  /** Where more than one in so many of all states stays, all do: looking at all is as quick. */
  private static final int MANY = 2;

  /** Of so many states it is asked together whether any of them stays. */
  private static final int AT_ONCE = 16;

  private final BothWays passed;
  private final FirstSlots first;
  private final int states;

  /**
   * @param passed told where it led last
   * @param first the first slots of that
   * @param states of the graph
   */
  Worthwhile(BothWays passed, FirstSlots first, int states) {
    this.passed = passed;
    this.first = first;
    this.states = states;
  }

  /**
   * Cells, and what is left out.
   *
   * @param dropped the most that can be earned through any other
   */
  record Kept(Cells cells, long dropped) {}

  /** Those through which more than that can be earned; where many of a slot's states are, all. */
  Kept above(long least) {
    Above above = new Above(passed.way(), Math.max(NEVER / 2, least));
    passed.tell(above.early::keep, above::keepFirst, above.late::keep);
    return above.kept();
  }

  private final class Above {
    private final Steps.Way way;
    private final long least;
    private final int[][] removed;
    private final int[][] added;
    private final int[][] settled;
    private final int[][] pairs = new int[first.length()][];
    private final Side early = new Side();
    private final Side late = new Side();

    Above(Steps.Way way, long least) {
      this.way = way;
      this.least = least;
      this.removed = new int[way.slots()][];
      this.added = new int[way.slots()][];
      this.settled = new int[way.slots()][];
    }

    Kept kept() {
      Cells cells = new Cells(removed, added, settled, pairs);
      return new Kept(cells, Math.max(early.dropped, late.dropped));
    }

    void keepFirst(long[] after) {
      FirstSlots.Backward back =
          first.backward(way.field(), way.cells().first(), way.ticks(), after);
      for (int slot = 0; slot < pairs.length; slot++) {
        pairs[slot] = back.above(slot, least);
        early.dropped = Math.max(early.dropped, back.below(slot, least));
        settled[slot] = back.settled(slot, least);
        added[slot] = first.statesOf(pairs[slot]);
        removed[slot] = added[slot];
      }
    }

    /** Slots on one side of the meeting. */
    private final class Side {
      private long dropped = NEVER;

      void keep(BothWays.Through at) {
        int slot = at.slot();
        Cells cells = way.cells();
        Part adding = part(cells.added()[slot], at.comeAdding(), at.goAdding(), least);
        Part removing = part(cells.removed()[slot], at.come(), at.go(), least);
        added[slot] = enlarged(adding.states(), cells.added()[slot]);
        removed[slot] = enlarged(removing.states(), cells.removed()[slot]);
        settled[slot] = part(cells.settled()[slot], at.comeAfter(), at.goAfter(), least).states();
        dropped = Math.max(dropped, Math.max(adding.dropped(), removing.dropped()));
      }
    }
  }

  private int[] enlarged(int[] some, int[] of) {
    return of.length == states && MANY * some.length > of.length ? of : some;
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

  /**
   * How many cells, apart from the first slots, are settled through which more than each of these
   * can be earned.
   *
   * @param least from the lowest
   */
  long[] counts(long[] least) {
    long[] early = new long[least.length];
    long[] late = new long[least.length];
    passed.tell(at -> count(at, least, early), _ -> {}, at -> count(at, least, late));
    Arrays.setAll(early, i -> early[i] + late[i]);
    return early;
  }

  private void count(BothWays.Through at, long[] least, long[] counts) {
    for (int s : passed.way().cells().settled()[at.slot()]) {
      long through = at.comeAfter()[s] + at.goAfter()[s];
      for (int i = 0; i < counts.length && through > least[i]; i++) {
        counts[i]++;
      }
    }
  }
}
