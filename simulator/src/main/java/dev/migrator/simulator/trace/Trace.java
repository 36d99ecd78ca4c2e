package dev.migrator.simulator.trace;

import java.nio.file.Path;

/**
 * A stream of arrivals: one count a second, from second 0 on, without gaps.
 *
 * <p>Read it once, from {@link #advance()} to {@link #advance()}; nothing but the current second is
 * held in memory.
 */
public interface Trace extends AutoCloseable {
  /** The longest trace that is read, in seconds: a year. */
  long MAX_SECONDS = 366L * 86_400;

  /**
   * Goes to the next second; false behind the last one.
   *
   * @throws TraceException if the file is damaged there
   */
  boolean advance();

  /** The current second, counted from 0; -1 before the first {@link #advance()}. */
  long second();

  /** Requests that arrive in the current second. */
  int count();

  /** How many seconds so far were missing from the file and were read as zero. */
  default long filled() {
    return 0;
  }

  /** What it is called in errors: the file, where it is read from one. */
  default String name() {
    return "trace";
  }

  @Override
  void close();

  /**
   * Opens a file, strictly.
   *
   * @throws TraceException if it cannot be read or is damaged
   */
  static Trace open(Path file, TraceFormat format) {
    return open(file, format, TraceOptions.STRICT);
  }

  /**
   * Opens a file.
   *
   * @throws TraceException if it cannot be read or is damaged
   */
  static Trace open(Path file, TraceFormat format, TraceOptions options) {
    Lines lines = TraceFile.lines(file);
    try {
      return switch (format) {
        case COUNTS_PER_SECOND -> new CountsTrace(lines);
        case CSV -> new CsvTrace(lines, options.gaps());
        case AZURE_LLM -> new AzureLlmTrace(lines);
        case AZURE_FUNCTIONS -> new AzureFunctionsTrace(lines, options.seed());
      };
    } catch (TraceException e) {
      lines.close();
      throw e;
    }
  }

  /** Those counts as a trace. Not copied: treat as immutable. */
  static Trace of(int... counts) {
    return new CountsInMemory(counts);
  }

  /**
   * A part of a file, read strictly.
   *
   * @see #slice(Path, TraceFormat, TraceOptions, long, int, boolean)
   */
  static int[] slice(Path file, TraceFormat format, long fromSecond, int seconds, boolean repeat) {
    return slice(file, format, TraceOptions.STRICT, fromSecond, seconds, repeat);
  }

  /**
   * The counts of the seconds {@code [fromSecond, fromSecond + seconds)}. The whole file is read,
   * so that damage anywhere in it is found.
   *
   * @param repeat whether the trace starts again where it ends, as often as needed
   * @throws TraceException if the file cannot be read or is damaged, and if it is shorter than that
   *     and may not be repeated
   */
  static int[] slice(
      Path file,
      TraceFormat format,
      TraceOptions options,
      long fromSecond,
      int seconds,
      boolean repeat) {
    return new Slice(file, format, options, fromSecond, seconds).read(repeat);
  }

  /**
   * The part of this trace from that second on, at most that many seconds long, again counted from
   * 0. Closing it closes this.
   *
   * @throws TraceException while reading, if this trace ends before {@code fromSecond}
   */
  default Trace section(long fromSecond, long seconds) {
    return new Section(this, fromSecond, seconds);
  }
}
