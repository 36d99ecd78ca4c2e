package dev.migrator.core.control;

import java.util.Set;

/**
 * Where a control loop takes up its work: at the beginning of everything, or where another one has
 * left off.
 *
 * @param slot slots since the first loop began, at least 0
 * @param retrained tenants that have been retrained since that slot's window began
 * @param isInMidst whether the first readings tell of a slot that this loop is to count; false if
 *     nobody watched it
 */
public record LoopStart(int slot, Set<String> retrained, boolean isInMidst) {
  /** The beginning of everything. */
  public static final LoopStart FRESH = new LoopStart(0, Set.of(), false);

  public LoopStart {
    retrained = Set.copyOf(retrained);
    if (slot < 0) {
      throw new IllegalArgumentException("loop: slot is %d; expected at least 0.".formatted(slot));
    }
  }
}
