package dev.migrator.live.journal;

import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Task;
import java.util.Optional;

/**
 * An instance as the journal knows it.
 *
 * @param id the name under which it was created
 * @param placement where it is
 * @param task what it is for; empty if nothing was to be started on it yet
 * @param phase how far it is
 */
public record Known(String id, Placement placement, Optional<Task> task, Phase phase) {

  /** How far an instance is, as far as the journal goes. */
  public enum Phase {
    /** It was to be created; whether it is, nobody has noted. */
    CREATING,
    /** It exists. */
    PRESENT,
    /** It was to be destroyed, or its work is done; that it is gone, nobody has noted. */
    LEAVING
  }

  /** Whether it was asked to come or to go, and that has not ended. */
  public boolean isOpen() {
    return phase != Phase.PRESENT;
  }

  Known with(Task other) {
    return new Known(id, placement, Optional.of(other), phase);
  }

  Known with(Phase other) {
    return new Known(id, placement, task, other);
  }
}
