package dev.migrator.live.simulation;

/** The process is killed here. */
final class Crash extends RuntimeException {
  private static final long serialVersionUID = 1L;
}
