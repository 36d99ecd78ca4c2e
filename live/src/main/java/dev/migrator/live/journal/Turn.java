package dev.migrator.live.journal;

/** What became of a turn of the control loop. */
public sealed interface Turn {

  /** It was taken. */
  record Taken(long slot) implements Turn {}

  /**
   * It was not, or not to its end: the journal cannot be written, so nothing may be changed. What
   * runs goes on. A new loop on a journal that is opened anew takes over when that can be written.
   */
  record ReadOnly(JournalFailedException failure) implements Turn {}
}
