package dev.migrator.simulator.trace;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The bytes of a trace file, unpacked where its first two bytes say that it is gzipped. */
final class TraceFile {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int MAX_NEIGHBOURS = 10_000;

  private TraceFile() {}

  static Lines lines(Path file) {
    if (!Files.isRegularFile(file)) {
      throw notThere(file);
    }
    return new Lines(file.toString(), () -> unpacked(file));
  }

  private static InputStream unpacked(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
    try {
      in.mark(2);
      boolean gzipped = in.read() == 0x1f && in.read() == 0x8b;
      in.reset();
      return gzipped ? new GZIPInputStream(in, BUFFER_BYTES) : in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private static TraceException notThere(Path file) {
    if (Files.isDirectory(file)) {
      return new TraceException(
          "%s: is a folder; expected a trace file. Maybe one of the files in it.".formatted(file));
    }
    Path folder = Objects.requireNonNullElse(file.toAbsolutePath().normalize().getParent(), file);
    if (!Files.isDirectory(folder)) {
      return new TraceException(
          "%s: there is no such file, nor its folder %s. Maybe the path is relative to another folder."
              .formatted(file, folder));
    }
    return new TraceException(
        "%s: there is no such file in %s.%s"
            .formatted(file, folder, neighbours(String.valueOf(file.getFileName()), folder)));
  }

  private static String neighbours(String name, Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names =
          files.limit(MAX_NEIGHBOURS).map(f -> String.valueOf(f.getFileName())).toList();
      List<String> nearest = Nearest.to(name, names);
      return nearest.isEmpty() ? "" : " Maybe " + String.join(" or ", nearest) + "?";
    } catch (IOException e) {
      // The folder cannot be listed: the guess is only a courtesy.
      return "";
    }
  }
}
