package dev.migrator.bench.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A worker that computes nothing, as a process: a batch takes as long as it is told, by sleeping.
 * One request at a time a connection, on a virtual thread each. It says its port on standard output
 * and ends with its standard input.
 */
public final class NoopWorker {
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
      HttpConversation conversation = new HttpConversation(socket, this::answer);
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
      return HttpConversation.ok("{}");
    }
    return path.contains("/infer ")
        ? inferred(rows(request, head, head + length))
        : HttpConversation.ok("{}");
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
    return HttpConversation.ok(body.append("]}]}").toString());
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
}
