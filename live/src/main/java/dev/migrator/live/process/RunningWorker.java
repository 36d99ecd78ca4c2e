package dev.migrator.live.process;

/** A worker process that was started. */
public interface RunningWorker {

  /** Its process id, for the log. */
  long pid();

  /** Tells it {@code stop} or {@code checkpoint}; nothing if it is gone. */
  void tell(String word);

  /** Ends it at once, with all that it started. */
  void kill();
}
