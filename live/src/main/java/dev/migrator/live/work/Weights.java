package dev.migrator.live.work;

import dev.migrator.gateway.serve.Version;

/**
 * Weights of a tenant's model.
 *
 * @param version counts them, from 1; 0: those that nobody has trained
 * @param file where they are; empty for version 0
 * @param accuracy that they had when they were made
 */
record Weights(int version, String file, double accuracy) {

  /** Nobody has trained them. */
  static final Weights UNTRAINED = new Weights(0, "", 0);

  /** What workers and the gateway call them. */
  String name() {
    return Integer.toString(version);
  }

  Version forGateway() {
    return new Version(name(), file, accuracy);
  }
}
