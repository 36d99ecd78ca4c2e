package dev.migrator.core.model;

/**
 * That retrainings may be paused, and what it takes; see {@link PlanningProblem}.
 *
 * @param saveSlots slots in which the checkpoint is written before an instance is given up, at
 *     least 0
 * @param restoreSlots slots in which the checkpoint is read after set-up, at least 0
 */
public record Pausing(int saveSlots, int restoreSlots) {

  /**
   * How many segments a plan may give one retraining, the one that runs when the horizon begins
   * included.
   */
  public static final int MOST_SEGMENTS = 3;

  public Pausing {
    Require.notNegative("pausing", "saveSlots", saveSlots);
    Require.notNegative("pausing", "restoreSlots", restoreSlots);
  }
}
