package dev.migrator.live.journal;

/**
 * The journal cannot be written: the disk is full, or fails. What was to be recorded must not be
 * done; the world stays as it is until the journal is opened anew.
 */
public final class JournalFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  JournalFailedException(Throwable cause) {
    super(
        "journal cannot be written: %s. Maybe the disk is full.".formatted(cause.getMessage()),
        cause);
  }
}
