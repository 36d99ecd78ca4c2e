package dev.migrator.simulator.trace;

import java.nio.file.Path;
import java.util.Arrays;

/** A part of a trace file, read in one pass, or in two where the trace has to be repeated. */
final class Slice {
  private final Path file;
  private final TraceFormat format;
  private final TraceOptions options;
  private final long from;
  private final int seconds;

  Slice(Path file, TraceFormat format, TraceOptions options, long from, int seconds) {
    Wanted.atLeast(0, file.toString(), "from second", from);
    Wanted.atLeast(1, file.toString(), "seconds", seconds);
    this.file = file;
    this.format = format;
    this.options = options;
    this.from = from;
    this.seconds = seconds;
  }

  int[] read(boolean repeat) {
    int[] counts = new int[seconds];
    long length = readOnce(counts);
    if (length - from >= seconds) {
      return counts;
    }
    if (!repeat) {
      throw tooShort(length);
    }
    readCyclic(counts, length);
    return counts;
  }

  /** The trace's length; it is read to its end, so that damage anywhere in it is found. */
  private long readOnce(int[] counts) {
    try (Trace trace = Trace.open(file, format, options)) {
      while (trace.advance()) {
        long at = trace.second() - from;
        if (0 <= at && at < seconds) {
          counts[(int) at] = trace.count();
        }
      }
      return trace.second() + 1;
    }
  }

  private void readCyclic(int[] counts, long length) {
    Arrays.fill(counts, 0);
    try (Trace trace = Trace.open(file, format, options)) {
      while (trace.advance()) {
        for (long i = Math.floorMod(trace.second() - from, length); i < seconds; i += length) {
          counts[(int) i] = trace.count();
        }
      }
    }
  }

  private TraceException tooShort(long length) {
    return new TraceException(
        "%s: holds %d seconds; the %d seconds from second %d on were asked for. Maybe `repeat: true`, or another offset."
            .formatted(file, length, seconds, from));
  }
}
