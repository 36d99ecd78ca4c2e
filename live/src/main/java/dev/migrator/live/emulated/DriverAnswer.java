package dev.migrator.live.emulated;

/** What a driver answers to a call. */
public sealed interface DriverAnswer {

  /** It has begun; it ends by itself. */
  record Begun() implements DriverAnswer {}

  /**
   * It does not do it; nothing has changed.
   *
   * @param why the kind of reason
   * @param detail in words
   */
  record Refused(Refusal why, String detail) implements DriverAnswer {}

  /** Why a driver does not do something. */
  enum Refusal {
    /** Slices are taken, or there are enough instances of the profile. */
    INSUFFICIENT_RESOURCES,
    /** There is no such GPU, profile or place. */
    INVALID_ARGUMENT,
    /** There is an instance of that name already. */
    NAME_TAKEN,
    /** There is no instance of that name. */
    NOT_FOUND,
    /** Something runs on it, or it is being created or destroyed. */
    IN_USE,
    /** Another process has taken the GPUs over since. */
    FENCED,
    /** The driver failed, or could not keep its state. */
    UNKNOWN
  }
}
