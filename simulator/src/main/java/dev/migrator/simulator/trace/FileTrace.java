package dev.migrator.simulator.trace;

/** What the traces in files have in common: they count their seconds, and none is empty. */
abstract sealed class FileTrace implements Trace
    permits CountsTrace, CsvTrace, AzureLlmTrace, AzureFunctionsTrace {
  /** What {@link #next()} answers behind the last second. */
  static final int END = -1;

  final Lines lines;
  private long second = -1;
  private int count;

  FileTrace(Lines lines) {
    this.lines = lines;
  }

  /** The count of the next second, or {@link #END}. */
  abstract int next();

  @Override
  public final boolean advance() {
    int next = next();
    if (next == END) {
      if (second < 0) {
        throw lines.empty();
      }
      return false;
    }
    count = next;
    second++;
    if (second >= MAX_SECONDS) {
      throw TraceException.wrong(
          lines.where(),
          "second",
          second,
          "fewer than " + MAX_SECONDS,
          "a wrong time in that line");
    }
    return true;
  }

  @Override
  public final long second() {
    return second;
  }

  @Override
  public final int count() {
    return count;
  }

  @Override
  public final String name() {
    return lines.file();
  }

  @Override
  public final void close() {
    lines.close();
  }
}
