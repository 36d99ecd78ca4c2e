package dev.migrator.simulator.trace;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;

/** Writes traces as {@code counts-per-second} or {@code csv}. */
public final class TraceWriter {
  private TraceWriter() {}

  /**
   * Writes a trace to a file, gzipped if its name ends with {@code .gz}. The file appears, or is
   * replaced, only once all of it is written; until then it lies beside its place under another
   * name, and nothing is left of it on an error.
   *
   * @return the seconds written
   * @throws TraceException if the trace is damaged, the file cannot be written, or the format is
   *     one that is only read
   */
  public static long write(Trace trace, TraceFormat format, Path file) {
    checkWritable(format);
    Path folder = Objects.requireNonNullElse(file.toAbsolutePath().getParent(), file);
    Path part = folder.resolve("." + file.getFileName() + ".part");
    try {
      long seconds;
      try (Writer out = open(part, file.toString().endsWith(".gz"))) {
        seconds = write(trace, format, out);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return seconds;
    } catch (IOException e) {
      throw new TraceException(
          "%s: cannot be written (%s). Maybe its folder does not exist or is read-only."
              .formatted(file, e),
          e);
    } finally {
      discard(part);
    }
  }

  /**
   * Writes a trace as text.
   *
   * @return the seconds written
   * @throws TraceException if the trace is damaged or the format is one that is only read
   */
  public static long write(Trace trace, TraceFormat format, Appendable out) throws IOException {
    checkWritable(format);
    if (format == TraceFormat.CSV) {
      out.append("second,count\n");
    }
    while (trace.advance()) {
      if (format == TraceFormat.CSV) {
        out.append(Long.toString(trace.second())).append(',');
      }
      out.append(Integer.toString(trace.count())).append('\n');
    }
    return trace.second() + 1;
  }

  private static void checkWritable(TraceFormat format) {
    if (format != TraceFormat.CSV && format != TraceFormat.COUNTS_PER_SECOND) {
      throw TraceException.wrong(
          "trace",
          "format to write",
          format,
          "counts-per-second or csv",
          "the formats are the wrong way round");
    }
  }

  private static Writer open(Path part, boolean gzipped) throws IOException {
    OutputStream out = Files.newOutputStream(part);
    return new BufferedWriter(
        new OutputStreamWriter(gzipped ? new GZIPOutputStream(out) : out, StandardCharsets.UTF_8));
  }

  private static void discard(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException _) {
      // What went wrong before matters more than what is left of it.
    }
  }
}
