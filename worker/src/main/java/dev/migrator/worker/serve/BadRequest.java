package dev.migrator.worker.serve;

/** That a request cannot be answered; the message says what was expected. */
final class BadRequest extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;

  BadRequest(String why) {
    this(400, why);
  }

  BadRequest(int status, String why) {
    super(why);
    this.status = status;
  }

  int status() {
    return status;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
