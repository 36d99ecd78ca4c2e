package dev.migrator.live.process;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Lines of UTF-8 of which none is longer than 64 KiB; what is beyond is left out. */
final class BoundedLines {
  static final int LONGEST = 64 << 10;

  private final InputStream in;

  BoundedLines(InputStream in) {
    this.in = new BufferedInputStream(in);
  }

  /** Hands over each line until the stream ends, a last one without its end too. */
  void forEach(Consumer<String> action) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    while (next >= 0) {
      if (next == '\n') {
        action.accept(line.toString(StandardCharsets.UTF_8).strip());
        line.reset();
      } else if (line.size() < LONGEST) {
        line.write(next);
      }
      next = in.read();
    }
    if (line.size() > 0) {
      action.accept(line.toString(StandardCharsets.UTF_8).strip());
    }
  }
}
