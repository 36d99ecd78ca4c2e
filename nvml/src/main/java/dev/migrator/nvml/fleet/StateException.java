package dev.migrator.nvml.fleet;

/** The record of what is ours cannot be read or written; nothing is changed without it. */
public final class StateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong, and what may help. */
  public StateException(String message) {
    super(message);
  }

  /** What is wrong, and what may help. */
  public StateException(String message, Throwable cause) {
    super(message, cause);
  }
}
