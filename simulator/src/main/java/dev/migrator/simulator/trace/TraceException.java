package dev.migrator.simulator.trace;

/** Arrivals that cannot be had: the message names what was found, what was expected, and why. */
public final class TraceException extends RuntimeException {
  private static final int MAX_SHOWN = 40;

  /** An error with this message. */
  public TraceException(String message) {
    super(message);
  }

  /** An error with this message, caused by that one. */
  public TraceException(String message, Throwable cause) {
    super(message, cause);
  }

  /** A value that is not as it should be. {@code maybe} is a sentence without its "Maybe". */
  static TraceException wrong(
      String where, String what, Object value, String expected, String maybe) {
    return new TraceException(
        "%s: %s is %s; expected %s. Maybe %s."
            .formatted(where, what, shown(value), expected, maybe));
  }

  private static String shown(Object value) {
    String text = value instanceof String string ? "'" + string + "'" : value.toString();
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...'";
  }
}
