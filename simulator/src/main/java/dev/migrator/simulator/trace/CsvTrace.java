package dev.migrator.simulator.trace;

/** A file with rows of second and count, ascending. */
final class CsvTrace extends FileTrace {
  private static final int NONE = -1;

  private final TraceOptions.Gaps gaps;
  private final int secondColumn;
  private final int countColumn;
  private long previous = NONE;
  private long missing;
  private int held = NONE;
  private long filled;

  CsvTrace(Lines lines, TraceOptions.Gaps gaps) {
    super(lines);
    this.gaps = gaps;
    Header header = Header.of(lines);
    secondColumn = header.indexOf("second");
    countColumn = header.indexOf("count");
  }

  @Override
  int next() {
    if (missing == 0 && held == NONE && !readRow()) {
      return END;
    }
    if (missing > 0) {
      missing--;
      filled++;
      return 0;
    }
    int count = held;
    held = NONE;
    return count;
  }

  private boolean readRow() {
    if (!lines.advance()) {
      return false;
    }
    lines.field(secondColumn, "second");
    long second = lines.fieldNumber("second");
    lines.field(countColumn, "count");
    held = lines.fieldCount("count");
    if (previous != NONE) {
      checkOrder(second);
      missing = second - previous - 1;
    }
    previous = second;
    return true;
  }

  private void checkOrder(long second) {
    if (second <= previous) {
      throw TraceException.wrong(
          lines.where(),
          "second",
          second,
          "more than %d, the line before".formatted(previous),
          "the file is not sorted, or joins several");
    }
    if (second > previous + 1 && gaps == TraceOptions.Gaps.ERROR) {
      throw TraceException.wrong(
          lines.where(),
          "second",
          second,
          "%d, the next one".formatted(previous + 1),
          "seconds without arrivals were left out: read it with `gaps: zero`");
    }
  }

  @Override
  public long filled() {
    return filled;
  }
}
