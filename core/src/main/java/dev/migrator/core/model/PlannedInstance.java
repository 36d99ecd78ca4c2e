package dev.migrator.core.model;

/**
 * An instance in a plan: where it is, what it does, and when.
 *
 * @param placement its place
 * @param task what it is for
 * @param from first slot in which it exists, and with MIG takes its slices; 0 for an inherited one
 * @param ready first slot in which it serves or trains, and with MPS takes its share; for an
 *     inherited retraining 0 with MIG, and the slot from which it trains with MPS
 * @param to first slot in which its slices are free again; the horizon's length or more if it
 *     outlives it. For a retraining this is the slot at whose beginning the new model serves
 * @param inherited whether it existed before the horizon began
 */
public record PlannedInstance(
    Placement placement, Task task, int from, int ready, int to, boolean inherited) {
  public PlannedInstance {
    Require.that(
        0 <= from && from <= ready && from < to,
        placement.toString(),
        "from, ready, to",
        from + ", " + ready + ", " + to,
        "0 <= from <= ready and from < to");
  }

  /** First slot in which it takes its slices: with MPS a process starts without a share. */
  public int takesFrom() {
    return switch (placement.profile().sharing()) {
      case MIG -> from;
      case MPS -> ready;
    };
  }

  /** Whether it takes its slices in that slot. */
  public boolean takesIn(int slot) {
    return takesFrom() <= slot && slot < to;
  }

  /** Whether it exists in that slot. */
  public boolean existsIn(int slot) {
    return from <= slot && slot < to;
  }

  /** Whether it serves or trains in that slot. */
  public boolean isReadyIn(int slot) {
    return ready <= slot && slot < to;
  }
}
