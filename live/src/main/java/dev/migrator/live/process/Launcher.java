package dev.migrator.live.process;

import java.io.IOException;
import java.util.Map;

/** Starts worker processes. */
@FunctionalInterface
public interface Launcher {

  /**
   * Starts one.
   *
   * @param environment what it has besides what the daemon itself was given
   * @throws IOException if there is no such command
   */
  RunningWorker launch(Map<String, String> environment, WorkerListener listener) throws IOException;
}
