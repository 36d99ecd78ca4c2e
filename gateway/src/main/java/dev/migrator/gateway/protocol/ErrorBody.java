package dev.migrator.gateway.protocol;

import java.io.ByteArrayOutputStream;

/** The body of an answer that says what went wrong. */
public final class ErrorBody {
  private ErrorBody() {}

  /** {@code {"error":"..."}}. */
  public static byte[] of(String message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(64);
    Bodies.write(out, "{\"error\":");
    Bodies.writeQuoted(out, message);
    out.write('}');
    return out.toByteArray();
  }
}
