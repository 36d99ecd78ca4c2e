package dev.migrator.simulator.trace;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipException;

/**
 * The lines of a file, one at a time, as bytes: no string is made of a line that is in order.
 *
 * <p>Within a line, fields are split at commas. The cursor {@link #firstField()}, {@link
 * #nextField()} goes over them.
 */
final class Lines implements AutoCloseable {
  /** The longest line that is read. A row of azure-functions has about 10,000 bytes. */
  static final int MAX_LINE_BYTES = 1 << 16;

  private static final int BUFFER_BYTES = 1 << 16;
  private static final int BYTE_ORDER_MARK_BYTES = 3;
  private static final String WHOLE_NUMBER = "a whole number of at least 0";

  /** Opens the bytes. */
  interface Source {
    InputStream open() throws IOException;
  }

  private final String file;
  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int at;
  private int end;
  private final byte[] line = new byte[MAX_LINE_BYTES];
  private int length;
  private long number;
  private int fieldFrom;
  private int fieldTo;

  Lines(String file, Source source) {
    this.file = file;
    try {
      in = source.open();
    } catch (IOException e) {
      throw damaged(e);
    }
  }

  /** Goes to the next line; false at the end. An empty last line is no line. */
  boolean advance() {
    int next = read();
    if (next < 0) {
      return false;
    }
    number++;
    length = 0;
    while (next >= 0 && next != '\n') {
      append((byte) next);
      next = read();
    }
    trim();
    return length > 0 || peek() >= 0;
  }

  /** {@code FILE line N}, for errors. */
  String where() {
    return file + " line " + number;
  }

  /** The file's name, for errors. */
  String file() {
    return file;
  }

  /** Number of the current line, from 1 on. */
  long number() {
    return number;
  }

  /** The current line. */
  String text() {
    return text(0, length);
  }

  /** Puts the cursor on the first field. */
  void firstField() {
    fieldTo = -1;
    nextField();
  }

  /** Puts the cursor on the next field; false if there is none. */
  boolean nextField() {
    if (fieldTo >= length) {
      return false;
    }
    fieldFrom = fieldTo + 1;
    fieldTo = fieldFrom;
    while (fieldTo < length && line[fieldTo] != ',') {
      fieldTo++;
    }
    return true;
  }

  /** Puts the cursor on that field, from 0 on. */
  void field(int index, String name) {
    firstField();
    for (int i = 0; i < index; i++) {
      if (!nextField()) {
        throw TraceException.wrong(
            where(), "line", text(), "a column " + name, "the line was cut off");
      }
    }
  }

  /** The field under the cursor. */
  String fieldText() {
    return text(fieldFrom, fieldTo);
  }

  int fieldLength() {
    return fieldTo - fieldFrom;
  }

  byte fieldByte(int index) {
    return line[fieldFrom + index];
  }

  /** The field under the cursor as a number that fits an int. */
  int fieldCount(String name) {
    long value = fieldNumber(name);
    if (value > Integer.MAX_VALUE) {
      throw tooLarge(name, Integer.MAX_VALUE);
    }
    return (int) value;
  }

  /** The field under the cursor as a number. */
  long fieldNumber(String name) {
    int from = fieldFrom;
    int to = fieldTo;
    while (from < to && line[from] == ' ') {
      from++;
    }
    while (to > from && line[to - 1] == ' ') {
      to--;
    }
    if (from == to) {
      throw notANumber(name);
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      int digit = line[i] - '0';
      if (digit < 0 || digit > 9) {
        throw notANumber(name);
      }
      if (value > (Long.MAX_VALUE - digit) / 10) {
        throw tooLarge(name, Long.MAX_VALUE);
      }
      value = value * 10 + digit;
    }
    return value;
  }

  /** What to throw where the file holds no arrivals. */
  TraceException empty() {
    return number == 0
        ? new TraceException(
            "%s: is empty; expected at least one second. Maybe it was not written to its end."
                .formatted(file))
        : new TraceException(
            "%s: ends after its header; expected at least one row. Maybe it was not written to its end."
                .formatted(file));
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TraceException notANumber(String name) {
    String value = fieldText().strip();
    return TraceException.wrong(where(), name, value, WHOLE_NUMBER, guess(value));
  }

  private String guess(String value) {
    if (value.isEmpty()) {
      return "an empty line or column: remove it";
    }
    if (value.matches("-\\d+")) {
      return "these are differences, not counts";
    }
    if (value.matches("\\d+\\.\\d*")) {
      return "these are means, not counts";
    }
    if (text().contains(",")) {
      return "the file has another format, for instance csv";
    }
    return number == 1 ? "a header: remove it" : "the file has another format";
  }

  private TraceException tooLarge(String name, long most) {
    return TraceException.wrong(
        where(), name, fieldText(), "at most " + most, "the columns are swapped");
  }

  private void append(byte next) {
    if (length == MAX_LINE_BYTES) {
      throw TraceException.wrong(
          where(),
          "line",
          text(),
          "at most %d bytes".formatted(MAX_LINE_BYTES),
          "this is not a text file of lines");
    }
    line[length++] = next;
  }

  private void trim() {
    if (length > 0 && line[length - 1] == '\r') {
      length--;
    }
    if (number == 1 && text(0, Math.min(length, BYTE_ORDER_MARK_BYTES)).equals("\uFEFF")) {
      length -= BYTE_ORDER_MARK_BYTES;
      System.arraycopy(line, BYTE_ORDER_MARK_BYTES, line, 0, length);
    }
  }

  private int read() {
    int next = peek();
    at++;
    return next;
  }

  private int peek() {
    if (at >= end) {
      fill();
    }
    return at < end ? buffer[at] & 0xff : -1;
  }

  private void fill() {
    try {
      at = 0;
      end = Math.max(0, in.read(buffer));
    } catch (IOException e) {
      throw damaged(e);
    }
  }

  private TraceException damaged(IOException e) {
    String what =
        switch (e) {
          case EOFException _ -> "the gzip data ends too early";
          case ZipException _ -> "the gzip data is damaged (" + e.getMessage() + ")";
          default -> "cannot be read (" + e + ")";
        };
    return new TraceException(
        "%s: %s, after line %d. Maybe it was copied only in part; fetch it again."
            .formatted(file, what, number),
        e);
  }

  private String text(int from, int to) {
    return new String(line, from, to - from, StandardCharsets.UTF_8);
  }
}
