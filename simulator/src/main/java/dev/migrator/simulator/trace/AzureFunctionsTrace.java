package dev.migrator.simulator.trace;

import java.util.SplittableRandom;

/** A file with one row a function and one column a minute. */
final class AzureFunctionsTrace extends FileTrace {
  private static final int SECONDS_PER_MINUTE = 60;

  private final Header header;
  private final Draws draws;
  private final int firstMinute;
  private final long[] minutes;
  private boolean summed;
  private int second = -1;
  private long left;

  AzureFunctionsTrace(Lines lines, long seed) {
    super(lines);
    draws = new Draws(new SplittableRandom(seed));
    header = Header.of(lines);
    firstMinute = header.indexOf("1");
    minutes = new long[header.columns().size() - firstMinute];
    checkMinutes();
  }

  private void checkMinutes() {
    for (int minute = 1; minute <= minutes.length; minute++) {
      String name = Integer.toString(minute);
      if (!header.columns().get(firstMinute + minute - 1).equals(name)) {
        throw header.missing(name);
      }
    }
  }

  @Override
  int next() {
    if (!summed) {
      sumRows();
    }
    second++;
    int minute = second / SECONDS_PER_MINUTE;
    if (minute >= minutes.length) {
      return END;
    }
    int secondsLeft = SECONDS_PER_MINUTE - second % SECONDS_PER_MINUTE;
    if (secondsLeft == SECONDS_PER_MINUTE) {
      left = minutes[minute];
    }
    // One of the cells of a multinomial, given those before it, is binomial.
    long here = draws.binomial(left, 1.0 / secondsLeft);
    left -= here;
    return (int) here;
  }

  private void sumRows() {
    summed = true;
    boolean any = false;
    while (lines.advance()) {
      any = true;
      sumRow();
    }
    if (!any) {
      throw lines.empty();
    }
  }

  private void sumRow() {
    lines.field(firstMinute, "1");
    for (int i = 0; i < minutes.length; i++) {
      String name = header.columns().get(firstMinute + i);
      minutes[i] += lines.fieldCount(name);
      checkSum(minutes[i], name);
      if (i < minutes.length - 1 && !lines.nextField()) {
        throw TraceException.wrong(
            lines.where(),
            "number of minutes",
            i + 1,
            String.valueOf(minutes.length),
            "the line was cut off");
      }
    }
  }

  private void checkSum(long sum, String minute) {
    if (sum > Integer.MAX_VALUE) {
      throw TraceException.wrong(
          lines.where(),
          "sum of minute " + minute,
          sum,
          "at most " + Integer.MAX_VALUE,
          "a column holds times instead of counts");
    }
  }
}
