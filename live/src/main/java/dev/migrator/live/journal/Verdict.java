package dev.migrator.live.journal;

import java.util.Optional;

/**
 * Whether decisions that were made again are those that were made.
 *
 * @param slots that were decided on again
 * @param plans that were compared, refused ones included
 * @param steps that were compared
 * @param difference the first one; empty if there is none
 */
public record Verdict(long slots, long plans, long steps, Optional<Difference> difference) {

  /** Whether all are equal. */
  public boolean isEqual() {
    return difference.isEmpty();
  }

  /**
   * A decision that is not the one that was made.
   *
   * @param slot in which
   * @param recorded what the journal has; "nothing" if it has no more in this slot
   * @param again what was decided now; "nothing" if there was no more
   */
  public record Difference(long slot, String recorded, String again) {}
}
