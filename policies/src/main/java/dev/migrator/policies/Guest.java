package dev.migrator.policies;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.PlannedInstance;

/**
 * An inherited instance that is not part of the layout but may serve until its slices are needed.
 *
 * @param serving the instance
 * @param to first slot in which something of the layout takes its slices
 */
public record Guest(Inherited.Serving serving, int to) {

  /** From the beginning until it leaves. */
  public PlannedInstance instance() {
    return new PlannedInstance(serving.placement(), serving.task(), 0, serving.readyAt(), to, true);
  }
}
