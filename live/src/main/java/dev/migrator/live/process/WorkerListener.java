package dev.migrator.live.process;

/** Who hears of a worker process. Called from a thread of its own, in order. */
public interface WorkerListener {

  /** It said something. */
  void said(WorkerEvent event);

  /** It said or complained of something that is for the log. */
  void logged(String line);

  /** It is gone; nothing more comes. */
  void ended(int exitCode);
}
