package dev.migrator.bench.gateway;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A worker that computes nothing, as a process: a batch takes as long as it is told, by sleeping.
 * One request at a time a connection, on a virtual thread each. It says its port on standard output
 * and ends with its standard input.
 */
public final class NoopWorker {
  private static final int BUFFER = 64 << 10;
  private static final byte[] SHAPE = "\"shape\":[".getBytes(StandardCharsets.US_ASCII);

  private final long baseNanos;
  private final long rowNanos;
  private volatile String version = "1";

  private NoopWorker(long baseNanos, long rowNanos) {
    this.baseNanos = baseNanos;
    this.rowNanos = rowNanos;
  }

  /**
   * Serves until standard input ends.
   *
   * @param args nanoseconds that a batch takes, and on top of it each row
   */
  public static void main(String[] args) throws IOException {
    NoopWorker worker = new NoopWorker(Long.parseLong(args[0]), Long.parseLong(args[1]));
    try (ServerSocket server = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress())) {
      Thread.startVirtualThread(() -> worker.accept(server));
      System.out.println(server.getLocalPort());
      while (System.in.read() >= 0) {
        // Nothing is said to it; that its input ends is what counts.
      }
    }
  }

  private void accept(ServerSocket server) {
    try {
      while (true) {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        Thread.startVirtualThread(() -> serve(socket));
      }
    } catch (IOException e) {
      System.err.println("the worker accepts no more: " + e.getMessage());
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      Conversation conversation = new Conversation(socket);
      while (true) {
        conversation.turn();
      }
    } catch (IOException e) {
      // The other side is gone: so is this conversation.
      Thread.currentThread().setName("ended");
    }
  }

  private byte[] answer(byte[] request, int head, int length) {
    String path = new String(request, 0, Math.min(head, 80), StandardCharsets.US_ASCII);
    if (path.contains("/load ")) {
      String body = new String(request, head, length, StandardCharsets.UTF_8);
      version = body.replaceAll("(?s).*\"version\":\"([^\"]*)\".*", "$1");
      return http("{}");
    }
    return path.contains("/infer ") ? inferred(rows(request, head, head + length)) : http("{}");
  }

  private byte[] inferred(int rows) {
    String answering = version;
    long nanos = baseNanos + rows * rowNanos;
    if (nanos > 0) {
      LockSupport.parkNanos(nanos);
    }
    StringBuilder body = new StringBuilder(128 + rows * 16);
    body.append("{\"model_name\":\"t\",\"model_version\":\"").append(answering);
    body.append("\",\"outputs\":[{\"name\":\"y\",\"datatype\":\"FP32\",\"shape\":[").append(rows);
    body.append(",4],\"data\":[");
    for (int row = 0; row < rows; row++) {
      body.append(row == 0 ? "" : ",").append("0.1,0.7,0.1,0.1");
    }
    return http(body.append("]}]}").toString());
  }

  private static byte[] http(String body) {
    String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ";
    return (head + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII);
  }

  /** The first number of the first shape. */
  private static int rows(byte[] bytes, int from, int to) {
    for (int at = from; at < to - SHAPE.length; at++) {
      if (startsWith(bytes, at)) {
        int rows = 0;
        for (int i = at + SHAPE.length; bytes[i] >= '0' && bytes[i] <= '9'; i++) {
          rows = 10 * rows + bytes[i] - '0';
        }
        return rows;
      }
    }
    return 1;
  }

  private static boolean startsWith(byte[] bytes, int at) {
    for (int i = 0; i < SHAPE.length; i++) {
      if (bytes[at + i] != SHAPE[i]) {
        return false;
      }
    }
    return true;
  }

  /** Latency of a batch in milliseconds, for a profile: base and row as in the arguments. */
  public static long latencyNanos(long baseNanos, long rowNanos, int rows) {
    return Math.max(TimeUnit.MICROSECONDS.toNanos(100), baseNanos + rows * rowNanos);
  }

  /** One connection. */
  private final class Conversation {
    private final InputStream in;
    private final OutputStream out;
    private byte[] buffer = new byte[BUFFER];
    private int filled;

    Conversation(Socket socket) throws IOException {
      in = socket.getInputStream();
      out = socket.getOutputStream();
    }

    void turn() throws IOException {
      int head = headEnd();
      while (head < 0) {
        fill();
        head = headEnd();
      }
      int length = contentLength(new String(buffer, 0, head, StandardCharsets.US_ASCII));
      while (filled < head + length) {
        fill();
      }
      out.write(answer(buffer, head, length));
      System.arraycopy(buffer, head + length, buffer, 0, filled - head - length);
      filled -= head + length;
    }

    private void fill() throws IOException {
      if (filled == buffer.length) {
        buffer = java.util.Arrays.copyOf(buffer, 2 * filled);
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
      return at < 0
          ? 0
          : Integer.parseInt(lower.substring(at + 15, lower.indexOf('\r', at)).strip());
    }
  }
}
