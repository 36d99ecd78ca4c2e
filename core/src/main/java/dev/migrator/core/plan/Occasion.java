package dev.migrator.core.plan;

import dev.migrator.core.model.Snapshot;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * The beginning of a slot, at which a new plan may be made.
 *
 * @param snapshot what is known now
 * @param slotInWindow slots since the window began
 * @param slotsSincePlan slots since the present plan was made; since the beginning if there is none
 * @param reasons what speaks for a new plan, in a fixed order; often nothing
 */
public record Occasion(
    Snapshot snapshot, int slotInWindow, int slotsSincePlan, Set<Reason> reasons) {
  public Occasion {
    EnumSet<Reason> copy = EnumSet.noneOf(Reason.class);
    copy.addAll(reasons);
    reasons = Collections.unmodifiableSet(copy);
  }

  /** Whether a window begins. */
  public boolean isWindowBegin() {
    return reasons.contains(Reason.WINDOW_BEGINS);
  }
}
