package dev.migrator.live.emulated;

import dev.migrator.core.model.Placement;

/**
 * An instance as its driver knows it. Its slices are taken in every phase.
 *
 * @param id the name under which it was created
 * @param placement where it is
 * @param phase how far it is
 */
public record DriverInstance(String id, Placement placement, Phase phase) {

  /** How far an instance is. */
  public enum Phase {
    /** It is being created. */
    CREATING,
    /** It exists. */
    PRESENT,
    /** It is being destroyed. */
    DESTROYING
  }

  DriverInstance with(Phase other) {
    return new DriverInstance(id, placement, other);
  }
}
