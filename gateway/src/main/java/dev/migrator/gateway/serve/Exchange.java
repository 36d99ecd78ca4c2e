package dev.migrator.gateway.serve;

import dev.migrator.gateway.protocol.InferAnswer;

/** How a batch went at its worker. */
sealed interface Exchange {

  /** As it should. */
  record Answered(InferAnswer answer) implements Exchange {}

  /** The worker refused what was asked. */
  record Refused(byte[] body) implements Exchange {}

  /** The worker answers, but not this. */
  record Wrong(String reason) implements Exchange {}

  /** The worker is gone or hangs. */
  record Broken(String reason) implements Exchange {}
}
