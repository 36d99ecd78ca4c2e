package dev.migrator.gateway.protocol;

/** A body that is not what the protocol asks for; the message says what is wrong, in one line. */
public final class MalformedException extends Exception {
  /** With what is wrong. */
  public MalformedException(String message) {
    super(message);
  }
}
