package dev.migrator.gateway.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A piece of JSON text within a body, which it shares with others and does not copy. */
record Slice(byte[] body, int from, int to) {

  void writeTo(ByteArrayOutputStream out) {
    out.write(body, from, to - from);
  }

  int length() {
    return to - from;
  }

  String text() {
    return new String(body, from, to - from, StandardCharsets.UTF_8);
  }
}
