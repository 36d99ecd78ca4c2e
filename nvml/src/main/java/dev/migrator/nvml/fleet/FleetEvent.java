package dev.migrator.nvml.fleet;

/**
 * Something that happened to a GPU, for the log and for whoever looks after the machine.
 *
 * @param gpu the GPU's number in the fleet
 * @param kind what happened
 * @param message the same in words, with what may help
 */
public record FleetEvent(int gpu, Kind kind, String message) {

  /** What can happen. */
  public enum Kind {
    /** An instance was created. */
    CREATED,
    /** An instance was destroyed. */
    DESTROYED,
    /** An instance could not be created and is given up. */
    FAILED,
    /** What a failed creation had left was cleared away, or is about to be. */
    ROLLED_BACK,
    /** An instance cannot be destroyed because something holds it; it is tried again, rarely. */
    HELD,
    /** An instance appeared that is not ours; it is left alone. */
    APPEARED,
    /** An instance of ours has gone, or was damaged, without us. */
    VANISHED,
    /** A change that an earlier process had begun was ended. */
    RECOVERED,
    /** A reading failed; it is tried again. */
    UNREADABLE,
    /** The GPU is left alone from now on. */
    CORDONED
  }
}
