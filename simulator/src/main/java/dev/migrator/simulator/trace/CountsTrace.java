package dev.migrator.simulator.trace;

/** A file with one count a line. */
final class CountsTrace extends FileTrace {
  CountsTrace(Lines lines) {
    super(lines);
  }

  @Override
  int next() {
    if (!lines.advance()) {
      return END;
    }
    lines.firstField();
    int count = lines.fieldCount("count");
    if (lines.nextField()) {
      throw TraceException.wrong(
          lines.where(),
          "line",
          lines.text(),
          "one number a line",
          "the file has another format, for instance csv");
    }
    return count;
  }
}
