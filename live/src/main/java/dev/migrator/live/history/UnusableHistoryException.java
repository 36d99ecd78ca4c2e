package dev.migrator.live.history;

/** A file is there that is not a history, not one of this version, or damaged. */
final class UnusableHistoryException extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableHistoryException(String message) {
    super(message);
  }
}
