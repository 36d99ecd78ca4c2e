package dev.migrator.app;

/** Wrong use or bad input: the command ends with exit code 2 and this message on stderr. */
public final class UsageException extends RuntimeException {
  /** Wrong use, as the message says. */
  public UsageException(String message) {
    super(message);
  }

  /** Wrong use, as the message says, found by way of that error. */
  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
