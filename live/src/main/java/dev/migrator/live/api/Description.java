package dev.migrator.live.api;

import java.io.IOException;
import java.io.InputStream;

/** The interface's description in OpenAPI's format, a file beside this class. */
final class Description {
  private static final String FILE = "openapi.json";

  private Description() {}

  static Answer answer() {
    return new Answer(200, "application/json", bytes());
  }

  static byte[] bytes() {
    try (InputStream in = Description.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is missing from this program.");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(FILE + " cannot be read.", e);
    }
  }
}
