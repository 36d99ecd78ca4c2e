package dev.migrator.gateway.backend;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** An open socket to a worker, and the reading of HTTP/1.1 answers from it. */
final class Wire {
  private static final int MOST_LINE = 8 << 10;
  private static final int MOST_HEADERS = 64;
  private static final int BUFFER = 16 << 10;
  private static final int NO_LENGTH = -1;

  private final Socket socket;
  private final int mostAnswerBytes;
  private final byte[] buffer = new byte[BUFFER];
  private int from;
  private int to;
  private long deadline;
  private boolean keepAlive = true;

  Wire(Socket socket, int mostAnswerBytes) {
    this.socket = socket;
    this.mostAnswerBytes = mostAnswerBytes;
  }

  boolean staysOpen() {
    return keepAlive && from == to;
  }

  WorkerAnswer exchange(byte[] request, long until) throws IOException {
    deadline = until;
    try {
      socket.getOutputStream().write(request);
      fill();
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (SocketException | EOFException e) {
      throw new WorkerConnection.UnansweredException();
    }
    return answer();
  }

  void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is given up either way.
      keepAlive = false;
    }
  }

  static long millisUntil(long deadline) throws SocketTimeoutException {
    long millis = (deadline - System.nanoTime() + 999_999) / 1_000_000;
    if (millis <= 0) {
      throw new SocketTimeoutException("the worker's time is over");
    }
    return millis;
  }

  private WorkerAnswer answer() throws IOException {
    int status = status(line());
    int length = NO_LENGTH;
    boolean chunked = false;
    int headers = 0;
    for (String header = line(); !header.isEmpty(); header = line()) {
      check(++headers <= MOST_HEADERS, "more than " + MOST_HEADERS + " headers");
      int colon = header.indexOf(':');
      check(colon > 0, "a header without a colon");
      String value = header.substring(colon + 1).strip();
      switch (header.substring(0, colon).toLowerCase(Locale.ROOT)) {
        case "content-length" -> length = length(value, 10);
        case "transfer-encoding" -> chunked = value.equalsIgnoreCase("chunked");
        case "connection" -> keepAlive = !value.equalsIgnoreCase("close");
        default -> {}
      }
    }
    check(chunked || length != NO_LENGTH, "neither a length nor chunks");
    return new WorkerAnswer(status, chunked ? chunks() : body(length));
  }

  private static int status(String line) throws IOException {
    check(line.startsWith("HTTP/1.1 ") && line.length() >= 12, "no status line of HTTP/1.1");
    return length(line.substring(9, 12), 10);
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int length = chunkLength();
    while (length > 0) {
      check(length <= mostAnswerBytes - all.size(), "more than " + mostAnswerBytes + " bytes");
      all.writeBytes(body(length));
      check(line().isEmpty(), "a chunk of another length than said");
      length = chunkLength();
    }
    int trailers = 0;
    while (!line().isEmpty()) {
      check(++trailers <= MOST_HEADERS, "more than " + MOST_HEADERS + " trailers");
    }
    return all.toByteArray();
  }

  private int chunkLength() throws IOException {
    String line = line();
    int end = line.indexOf(';');
    return length(end < 0 ? line : line.substring(0, end), 16);
  }

  private byte[] body(int length) throws IOException {
    check(length <= mostAnswerBytes, "more than " + mostAnswerBytes + " bytes");
    byte[] body = new byte[length];
    int done = Math.min(length, to - from);
    System.arraycopy(buffer, from, body, 0, done);
    from += done;
    while (done < length) {
      done += read(body, done, length - done);
    }
    return body;
  }

  private String line() throws IOException {
    int end = from;
    while (true) {
      for (; end < to; end++) {
        if (buffer[end] == '\n') {
          return lineUntil(end);
        }
      }
      check(to - from < MOST_LINE, "a line of more than " + MOST_LINE + " bytes");
      int read = end - from;
      fill();
      end = from + read;
    }
  }

  private String lineUntil(int end) {
    int last = end > from && buffer[end - 1] == '\r' ? end - 1 : end;
    String line = new String(buffer, from, last - from, StandardCharsets.ISO_8859_1);
    from = end + 1;
    return line;
  }

  /** Reads more behind what is there. */
  private void fill() throws IOException {
    System.arraycopy(buffer, from, buffer, 0, to - from);
    to -= from;
    from = 0;
    to += read(buffer, to, buffer.length - to);
  }

  private int read(byte[] into, int offset, int length) throws IOException {
    socket.setSoTimeout((int) Math.min(Integer.MAX_VALUE, millisUntil(deadline)));
    InputStream in = socket.getInputStream();
    int count = in.read(into, offset, length);
    if (count < 0) {
      throw new EOFException("the worker closed the connection in the middle of its answer");
    }
    return count;
  }

  private static int length(String text, int radix) throws IOException {
    try {
      int length = Integer.parseInt(text.strip(), radix);
      check(length >= 0, "a negative number");
      return length;
    } catch (NumberFormatException e) {
      throw new IOException("the worker's answer is no HTTP: '" + text + "' is no number", e);
    }
  }

  private static void check(boolean holds, String otherwise) throws IOException {
    if (!holds) {
      throw new IOException("the worker's answer is no HTTP that we read: " + otherwise);
    }
  }
}
