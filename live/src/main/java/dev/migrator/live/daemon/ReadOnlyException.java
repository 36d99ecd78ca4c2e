package dev.migrator.live.daemon;

/** Nothing can be changed now, as the journal cannot be written; later it may be possible. */
public final class ReadOnlyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ReadOnlyException() {
    super("the journal cannot be written, so nothing is changed now. Maybe the disk is full.");
  }
}
