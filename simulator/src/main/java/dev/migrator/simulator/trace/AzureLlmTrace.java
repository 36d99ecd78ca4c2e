package dev.migrator.simulator.trace;

/** A file with one row a request; counted by the clock's seconds, from the first request's on. */
final class AzureLlmTrace extends FileTrace {
  private static final String COLUMN = "TIMESTAMP";

  private final int column;
  private final Timestamps timestamps = new Timestamps();
  private boolean rowWaits;
  private long second;
  private long empty;

  AzureLlmTrace(Lines lines) {
    super(lines);
    column = Header.of(lines).indexOf(COLUMN);
    rowWaits = readRow();
    second = timestamps.second();
  }

  @Override
  int next() {
    if (empty > 0) {
      empty--;
      return 0;
    }
    if (!rowWaits) {
      return END;
    }
    int count = 0;
    while (rowWaits && timestamps.second() == second) {
      count++;
      rowWaits = readRow();
    }
    empty = timestamps.second() - second - 1;
    second = timestamps.second();
    return count;
  }

  private boolean readRow() {
    long secondBefore = timestamps.second();
    long nanosBefore = timestamps.nanos();
    boolean first = lines.number() == 1;
    if (!lines.advance()) {
      return false;
    }
    lines.field(column, COLUMN);
    timestamps.read(lines);
    boolean backwards =
        timestamps.second() < secondBefore
            || (timestamps.second() == secondBefore && timestamps.nanos() < nanosBefore);
    if (backwards && !first) {
      throw TraceException.wrong(
          lines.where(),
          COLUMN,
          lines.fieldText(),
          "no time before that of the line before",
          "the file is not sorted by time, or joins several");
    }
    return true;
  }
}
