package dev.migrator.nvml.fleet;

/** The end of a process: nothing catches it, nothing is cleared up. */
final class Crash extends Error {
  private static final long serialVersionUID = 1L;

  Crash(String where) {
    super(where);
  }
}
