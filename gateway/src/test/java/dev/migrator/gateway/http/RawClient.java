package dev.migrator.gateway.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A client that sends whatever bytes it is told to, and has patience for ten seconds. */
final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  private final Socket socket;

  RawClient(int port) throws IOException {
    socket = new Socket();
    socket.setReceiveBufferSize(8 << 10);
    socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  RawClient send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  /** Whether it could be sent. */
  boolean trySend(String text) {
    try {
      send(text);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The status of the next answer, whose body is read and thrown away; 0: closed without one. */
  int status() throws IOException {
    return status(head());
  }

  String head() throws IOException {
    StringBuilder head = new StringBuilder();
    InputStream in = socket.getInputStream();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = read(in);
      if (next < 0) {
        return "";
      }
      head.append((char) next);
    }
    String lower = head.toString().toLowerCase(java.util.Locale.ROOT);
    int at = lower.indexOf("content-length:");
    if (at >= 0) {
      in.readNBytes(Integer.parseInt(lower.substring(at + 15, lower.indexOf('\r', at)).strip()));
    }
    return head.toString();
  }

  static int status(String head) {
    return head.isEmpty() ? 0 : Integer.parseInt(head.substring(9, 12));
  }

  /** Reads until the server closes, which it must within this client's patience. */
  void awaitClosed() throws IOException {
    InputStream in = socket.getInputStream();
    while (read(in) >= 0) {
      // What is said before it closes does not matter here.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** A reset is a close, too. */
  private static int read(InputStream in) throws IOException {
    try {
      return in.read();
    } catch (SocketException e) {
      return -1;
    }
  }
}
