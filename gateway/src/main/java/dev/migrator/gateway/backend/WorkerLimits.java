package dev.migrator.gateway.backend;

import java.time.Duration;

/**
 * What bounds a conversation with a worker.
 *
 * @param mostAnswerBytes bytes of an answer's body at most
 * @param connect time that a connection may take
 */
public record WorkerLimits(int mostAnswerBytes, Duration connect) {

  /** As docs/workers.md has it: bodies of 8 MiB; on loopback a connection takes no time. */
  public static final WorkerLimits USUAL = new WorkerLimits(8 << 20, Duration.ofSeconds(1));
}
