package dev.migrator.gateway.line;

/**
 * How large a request is.
 *
 * @param rows of its first dimension; each counts as one request
 * @param bytes of its body
 */
public record Size(int rows, int bytes) {
  public Size {
    Check.that(rows > 0, "request", "rows", rows, "at least 1");
    Check.that(bytes >= 0, "request", "bytes", bytes, "at least 0");
  }
}
