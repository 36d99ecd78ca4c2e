package dev.migrator.live.journal;

/** What can become of an instance. */
public enum Happening {
  /** The driver has created it. */
  CREATED,
  /** It could not be created, and nobody tries any longer. */
  NOT_CREATED,
  /** It is gone, as was wanted. */
  DESTROYED,
  /** It could not be destroyed so far; it is tried again. */
  NOT_DESTROYED,
  /** It is gone, and nobody wanted that. */
  LOST
}
