package dev.migrator.app.usage;

/**
 * Wrong use or bad input: something that the user can put right. It ends the program with exit code
 * 2 and its message, without a stack trace.
 */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Wrong use.
   *
   * @param message the name, the value and what was expected, then "Maybe ..." where a likely cause
   *     is known
   */
  public UsageException(String message) {
    super(message);
  }

  /**
   * Wrong use that another error revealed.
   *
   * @param message as above, complete without the cause, which only {@code --verbose} shows
   * @param cause what revealed it
   */
  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
