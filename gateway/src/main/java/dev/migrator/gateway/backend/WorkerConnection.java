package dev.migrator.gateway.backend;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A connection to a worker that is kept alive: one request at a time, each with a deadline.
 *
 * <p>Blocking. The JDK's client passes every exchange through several threads of its own; this one
 * is a write and a read on the caller's.
 *
 * <p>A request on a connection that the worker has closed meanwhile, of which no byte was answered,
 * goes out once more on a new one. Not safe for several threads, except {@link #abort}.
 */
public final class WorkerConnection implements AutoCloseable {
  private final InetSocketAddress endpoint;
  private final WorkerLimits limits;
  private volatile Optional<Wire> open = Optional.empty();

  /** A connection that is opened by its first request. */
  public WorkerConnection(InetSocketAddress endpoint, WorkerLimits limits) {
    this.endpoint = endpoint;
    this.limits = limits;
  }

  /** Asks for a resource; see {@link #post}. */
  public WorkerAnswer get(String path, long deadline) throws IOException {
    return exchange(bytes(head("GET", path) + "\r\n"), deadline);
  }

  /**
   * Sends a JSON body.
   *
   * @param deadline in the nanoseconds of {@link System#nanoTime}
   * @throws SocketTimeoutException if the deadline passes before the whole answer is there
   * @throws IOException if the worker is not there, or says what is no HTTP
   */
  public WorkerAnswer post(String path, byte[] body, long deadline) throws IOException {
    String head =
        head("POST", path)
            + "Content-Type: application/json\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    return exchange(joined(bytes(head), body), deadline);
  }

  /** Ends what another thread waits for, with an {@link IOException} there. */
  public void abort() {
    open.ifPresent(Wire::close);
  }

  @Override
  public void close() {
    open.ifPresent(Wire::close);
    open = Optional.empty();
  }

  private WorkerAnswer exchange(byte[] request, long deadline) throws IOException {
    boolean reused = open.isPresent();
    try {
      return exchangeOnce(request, deadline);
    } catch (UnansweredException e) {
      if (!reused) {
        throw e;
      }
      return exchangeOnce(request, deadline);
    }
  }

  /** A connection on which something went wrong is not used again. */
  private WorkerAnswer exchangeOnce(byte[] request, long deadline) throws IOException {
    boolean ended = false;
    try {
      Wire wire = wire(deadline);
      WorkerAnswer answer = wire.exchange(request, deadline);
      ended = wire.staysOpen();
      return answer;
    } finally {
      if (!ended) {
        close();
      }
    }
  }

  private Wire wire(long deadline) throws IOException {
    if (open.isEmpty()) {
      Socket socket = new Socket();
      try {
        socket.setTcpNoDelay(true);
        long left = Math.min(limits.connect().toMillis(), Wire.millisUntil(deadline));
        socket.connect(endpoint, (int) left);
        open = Optional.of(new Wire(socket, limits.mostAnswerBytes()));
      } catch (IOException e) {
        socket.close();
        throw e;
      }
    }
    return open.get();
  }

  private String head(String method, String path) {
    return method
        + " "
        + path
        + " HTTP/1.1\r\nHost: "
        + endpoint.getHostString()
        + ":"
        + endpoint.getPort()
        + "\r\n";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] joined(byte[] head, byte[] body) {
    byte[] all = new byte[head.length + body.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return all;
  }

  /** The worker closed the connection before it answered anything. */
  static final class UnansweredException extends EOFException {
    UnansweredException() {
      super("the worker closed the connection before it answered");
    }
  }
}
