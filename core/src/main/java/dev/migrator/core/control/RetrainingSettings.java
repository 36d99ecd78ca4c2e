package dev.migrator.core.control;

import dev.migrator.core.model.CheckpointTimes;
import java.util.Optional;

/**
 * What planners may do about retrainings.
 *
 * @param choice which of a window's choices are offered
 * @param pausing whether retrainings may be paused, and how long that takes; if empty, a retraining
 *     holds its instance until it ends
 */
public record RetrainingSettings(ChoiceRule choice, Optional<CheckpointTimes> pausing) {

  /** Every choice, never paused. */
  public static final RetrainingSettings USUAL =
      new RetrainingSettings(ChoiceRule.ANY, Optional.empty());
}
