package dev.migrator.core.plan.walk;

import dev.migrator.core.plan.state.StateGraph;
import java.util.Arrays;

/**
 * What two states have in common, remembered for each pair that was asked for: a hash table with
 * open addressing, because this is asked for most often of all.
 */
final class Changes {
  private static final long FREE = -1;
  private static final Change NONE = new Change(new int[0], 0, 0);
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private final StateGraph graph;
  private long[] keys = new long[1 << 12];
  private Change[] values = new Change[1 << 12];
  private int size;

  Changes(StateGraph graph) {
    this.graph = graph;
    Arrays.fill(keys, FREE);
    Arrays.fill(values, NONE);
  }

  /**
   * From one state to another.
   *
   * @param kept by instance of the other state: the number of the first instance of its kind in the
   *     one state, -1 if it is new
   * @param common the state of what both have
   * @param added number of new instances
   */
  record Change(int[] kept, int common, int added) {}

  /** What it takes to get there. */
  Change between(int from, int to) {
    long key = (long) from << Integer.SIZE | to;
    int at = slotOf(key);
    if (keys[at] == FREE) {
      if (2 * ++size > keys.length) {
        grow();
        at = slotOf(key);
      }
      keys[at] = key;
      values[at] = change(graph.kindsOf(from), graph.kindsOf(to));
    }
    return values[at];
  }

  private int slotOf(long key) {
    int mask = keys.length - 1;
    int at = (int) (key * SPREAD >>> 33) & mask;
    while (keys[at] != FREE && keys[at] != key) {
      at = at + 1 & mask;
    }
    return at;
  }

  private void grow() {
    long[] oldKeys = keys;
    Change[] oldValues = values;
    keys = new long[2 * oldKeys.length];
    values = new Change[keys.length];
    Arrays.fill(keys, FREE);
    Arrays.fill(values, NONE);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != FREE) {
        int at = slotOf(oldKeys[i]);
        keys[at] = oldKeys[i];
        values[at] = oldValues[i];
      }
    }
  }

  private Change change(int[] before, int[] after) {
    int[] kept = new int[after.length];
    int[] common = new int[after.length];
    int count = 0;
    int used = 0;
    for (int i = 0; i < after.length; i++) {
      while (used < before.length && before[used] < after[i]) {
        used++;
      }
      boolean stays = used < before.length && before[used] == after[i];
      kept[i] = stays ? used++ : -1;
      if (stays) {
        common[count++] = after[i];
      }
    }
    int state = graph.stateOf(Arrays.copyOf(common, count));
    return new Change(kept, state, after.length - count);
  }
}
