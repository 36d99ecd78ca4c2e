package dev.migrator.bench.gateway;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** One connection to a worker of the bench: requests, one after the other, and their answers. */
public final class HttpConversation {
  private static final int BUFFER = 64 << 10;

  private final InputStream in;
  private final OutputStream out;
  private final Handler handler;
  private byte[] buffer = new byte[BUFFER];
  private int filled;

  /** Who answers. */
  @FunctionalInterface
  public interface Handler {

    /**
     * An answer as {@link #ok} makes it.
     *
     * @param bytes that begin with the request
     * @param head how many of them are its head
     * @param length how many bytes its body has, which follows the head
     */
    byte[] answer(byte[] bytes, int head, int length) throws IOException;
  }

  /** Over a socket, which whoever opened it closes. */
  public HttpConversation(Socket socket, Handler handler) throws IOException {
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
    this.handler = handler;
  }

  /** A whole answer of status 200. */
  public static byte[] ok(String body) {
    String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ";
    return (head + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Reads a request and answers it.
   *
   * @throws IOException if the other side is gone
   */
  public void turn() throws IOException {
    int head = headEnd();
    while (head < 0) {
      fill();
      head = headEnd();
    }
    int length = contentLength(new String(buffer, 0, head, StandardCharsets.US_ASCII));
    while (filled < head + length) {
      fill();
    }
    out.write(handler.answer(buffer, head, length));
    System.arraycopy(buffer, head + length, buffer, 0, filled - head - length);
    filled -= head + length;
  }

  private void fill() throws IOException {
    if (filled == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * filled);
    }
    int count = in.read(buffer, filled, buffer.length - filled);
    if (count < 0) {
      throw new EOFException();
    }
    filled += count;
  }

  private int headEnd() {
    for (int i = 3; i < filled; i++) {
      if (buffer[i] == '\n' && buffer[i - 2] == '\n') {
        return i + 1;
      }
    }
    return -1;
  }

  private static int contentLength(String head) {
    String lower = head.toLowerCase(Locale.ROOT);
    int at = lower.indexOf("content-length:");
    return at < 0 ? 0 : Integer.parseInt(lower.substring(at + 15, lower.indexOf('\r', at)).strip());
  }
}
