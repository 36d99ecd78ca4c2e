package dev.migrator.live.journal;

import java.io.IOException;

/**
 * A journal that is damaged where it had been on disk: it cannot be trusted and is not repaired.
 */
public final class CorruptJournalException extends IOException {
  private static final long serialVersionUID = 1L;
  private final String segment;
  private final long offset;

  CorruptJournalException(String segment, long offset, String what) {
    super(
        "journal: segment %s, offset %d: %s. Maybe the disk is failing, or the file was edited."
            .formatted(segment, offset, what));
    this.segment = segment;
    this.offset = offset;
  }

  /** The segment's name. */
  public String segment() {
    return segment;
  }

  /** The byte in the segment from which on it cannot be read. */
  public long offset() {
    return offset;
  }
}
