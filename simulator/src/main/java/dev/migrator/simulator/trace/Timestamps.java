package dev.migrator.simulator.trace;

import java.time.DateTimeException;
import java.time.LocalDate;

/** Reads times like {@code 2023-11-16 18:17:03.9799600} without making an object of each. */
final class Timestamps {
  private static final String PATTERN = "dddd-dd-dd dd:dd:dd";
  private static final int NANO_DIGITS = 9;

  private long second;
  private long nanos;
  private int day = -1;
  private long dayStart;

  /** Seconds since 1970 of the time read last. */
  long second() {
    return second;
  }

  /** Nanoseconds within that second. */
  long nanos() {
    return nanos;
  }

  /** Reads the field under the cursor: UTC, or whatever the clock of the whole file is. */
  void read(Lines lines) {
    if (!fits(lines)) {
      throw wrong(lines);
    }
    startDay(lines);
    int hour = digits(lines, 11, 2);
    int minute = digits(lines, 14, 2);
    int secondOfMinute = digits(lines, 17, 2);
    if (hour > 23 || minute > 59 || secondOfMinute > 59) {
      throw wrong(lines);
    }
    second = dayStart + hour * 3600 + minute * 60 + secondOfMinute;
    readFraction(lines);
  }

  private static boolean fits(Lines lines) {
    if (lines.fieldLength() < PATTERN.length()) {
      return false;
    }
    for (int i = 0; i < PATTERN.length(); i++) {
      int found = lines.fieldByte(i);
      int expected = PATTERN.charAt(i);
      boolean fits =
          switch (expected) {
            case 'd' -> isDigit(found);
            case ' ' -> found == ' ' || found == 'T';
            default -> found == expected;
          };
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private void startDay(Lines lines) {
    int year = digits(lines, 0, 4);
    int month = digits(lines, 5, 2);
    int dayOfMonth = digits(lines, 8, 2);
    int newDay = year * 10_000 + month * 100 + dayOfMonth;
    if (newDay == day) {
      return;
    }
    try {
      dayStart = LocalDate.of(year, month, dayOfMonth).toEpochDay() * 86_400;
      day = newDay;
    } catch (DateTimeException e) {
      throw wrong(lines);
    }
  }

  private void readFraction(Lines lines) {
    int at = PATTERN.length();
    int digits = 0;
    nanos = 0;
    if (at < lines.fieldLength() && lines.fieldByte(at) == '.') {
      at++;
      while (at < lines.fieldLength() && isDigit(lines.fieldByte(at)) && digits < NANO_DIGITS) {
        nanos = nanos * 10 + lines.fieldByte(at) - '0';
        digits++;
        at++;
      }
    }
    for (; digits < NANO_DIGITS; digits++) {
      nanos *= 10;
    }
    checkZone(lines, at);
  }

  private static void checkZone(Lines lines, int at) {
    String zone = at < lines.fieldLength() ? lines.fieldText().substring(at).strip() : "";
    if (!zone.isEmpty() && !zone.equals("Z") && !zone.equals("+00:00")) {
      throw wrong(lines);
    }
  }

  private static int digits(Lines lines, int from, int count) {
    int value = 0;
    for (int i = from; i < from + count; i++) {
      value = value * 10 + lines.fieldByte(i) - '0';
    }
    return value;
  }

  private static boolean isDigit(int character) {
    return character >= '0' && character <= '9';
  }

  private static TraceException wrong(Lines lines) {
    return TraceException.wrong(
        lines.where(),
        "TIMESTAMP",
        lines.fieldText(),
        "a time like 2023-11-16 18:17:03.9799600",
        "the columns are in another order than the header's");
  }
}
