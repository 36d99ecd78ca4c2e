package dev.migrator.simulator.trace;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Small trace files, and what is read from them. */
final class TraceFiles {
  private TraceFiles() {}

  static Path text(Path folder, String name, String text) {
    return bytes(folder, name, text.getBytes(StandardCharsets.UTF_8));
  }

  static Path bytes(Path folder, String name, byte[] bytes) {
    try {
      return Files.write(folder.resolve(name), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] gzipped(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static List<Integer> counts(Path file, TraceFormat format) {
    try (Trace trace = Trace.open(file, format)) {
      return counts(trace);
    }
  }

  static List<Integer> counts(Trace trace) {
    List<Integer> counts = new ArrayList<>();
    while (trace.advance()) {
      if (trace.second() != counts.size()) {
        throw new AssertionError("second " + trace.second() + " after " + counts.size());
      }
      counts.add(trace.count());
    }
    return counts;
  }
}
