package dev.migrator.live.history;

/**
 * How the history is doing.
 *
 * @param kept turns that are in its file
 * @param dropped turns that are not, and never will be
 * @param waiting turns that are still to be written
 * @param bytes of its file, as last seen
 */
public record HistoryHealth(long kept, long dropped, int waiting, long bytes) {
  /** Of a history that keeps nothing. */
  public static final HistoryHealth NONE = new HistoryHealth(0, 0, 0, 0);
}
