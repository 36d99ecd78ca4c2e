package dev.migrator.bench.gateway;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A load of so many requests a second, sent whether or not earlier ones have been answered: request
 * i is due i / rate after the beginning, and its latency counts from when it was due, so that a
 * client that had to wait for a connection counts too.
 */
public final class OpenLoop {
  /** A request of one row, as wrk's script sends it too. */
  public static final String BODY =
      "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,4],"
          + "\"data\":[0.1,0.2,0.3,0.4]}]}";

  private static final int TIMEOUT_MILLIS = 5_000;
  private static final long HEAD_START_NANOS = 1_000_000_000;

  private final int port;
  private final byte[] request;
  private final double perSecond;
  private final long requests;
  private final AtomicLong next = new AtomicLong();
  private final List<LoadResult.Sample> samples = new ArrayList<>();
  private long began;

  private OpenLoop(int port, double perSecond, Duration length) {
    this.port = port;
    this.perSecond = perSecond;
    this.requests = (long) (perSecond * length.toMillis() / 1000);
    String head =
        "POST /v2/models/%s/infer HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n"
                .formatted(GatewayHost.TENANT, GatewayHost.TOKEN)
            + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                .formatted(BODY.length());
    this.request = (head + BODY).getBytes(StandardCharsets.US_ASCII);
  }

  /** Sends it over so many connections at most, and tells what came of it. */
  public static LoadResult run(int port, double perSecond, Duration length, int connections)
      throws InterruptedException {
    OpenLoop loop = new OpenLoop(port, perSecond, length);
    // All connections are open before the first request is due.
    loop.began = System.nanoTime() + HEAD_START_NANOS;
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      threads.add(Thread.startVirtualThread(loop::send));
    }
    try (Stalls stalls = Stalls.watched()) {
      for (Thread thread : threads) {
        thread.join();
      }
      double seconds = (System.nanoTime() - loop.began) * 1e-9;
      return new LoadResult(loop.samples, seconds, stalls.mostMillis());
    }
  }

  private void send() {
    List<LoadResult.Sample> mine = new ArrayList<>();
    long index = next.getAndIncrement();
    while (index < requests) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        InputStream in = new BufferedInputStream(socket.getInputStream(), 8 << 10);
        while (index < requests) {
          mine.add(exchange(socket, in, index));
          index = next.getAndIncrement();
        }
      } catch (IOException e) {
        mine.add(new LoadResult.Sample(LoadResult.NO_ANSWER, false, since(due(index))));
        index = next.getAndIncrement();
      }
    }
    synchronized (samples) {
      samples.addAll(mine);
    }
  }

  private LoadResult.Sample exchange(Socket socket, InputStream in, long index) throws IOException {
    long due = due(index);
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    socket.getOutputStream().write(request);
    String head = head(in);
    int at = head.indexOf("content-length:");
    in.skipNBytes(Long.parseLong(head.substring(at + 15, head.indexOf('\r', at)).strip()));
    return new LoadResult.Sample(
        Integer.parseInt(head.substring(9, 12)), head.contains("retry-after:"), since(due));
  }

  private long due(long index) {
    return began + (long) (index * 1e9 / perSecond);
  }

  private static long since(long instant) {
    return System.nanoTime() - instant;
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder(160);
    int lineLength = 0;
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the server closed the connection");
      }
      head.append((char) next);
      if (next == '\n' && lineLength == 0) {
        return head.toString().toLowerCase(Locale.ROOT);
      }
      lineLength = next == '\n' ? 0 : next == '\r' ? lineLength : lineLength + 1;
    }
  }
}
