package dev.migrator.gateway;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A worker that computes nothing: its answer is its input, so that a caller can see whether it got
 * its own. It can be told to fail in several ways.
 */
public final class FakeWorker implements AutoCloseable {
  private static final Pattern DATA = Pattern.compile("\"data\":\\[(.*?)\\]\\}");
  private static final Pattern SHAPE = Pattern.compile("\"shape\":\\[([0-9,]+)\\]");
  private static final Pattern VERSION = Pattern.compile("\"version\":\"([^\"]*)\"");
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *([0-9]+)");

  /** How it behaves. */
  public enum Mode {
    GOOD,
    HANGS,
    CLOSES_UNANSWERED,
    ANSWERS_HALF,
    WRONG_ROWS,
    NO_JSON,
    NO_HTTP,
    FAILS,
    REFUSES_POISON,
    DRIPS
  }

  private final ServerSocket server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final List<Integer> batches = new CopyOnWriteArrayList<>();
  private volatile Mode mode = Mode.GOOD;
  private volatile String version;
  private volatile long pauseMillis;
  private volatile boolean loadFails;
  private volatile Consumer<String> whenAsked = body -> {};

  public FakeWorker(String version) throws IOException {
    this.version = version;
    this.server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(this::accept);
  }

  public InetSocketAddress endpoint() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
  }

  public FakeWorker mode(Mode next) {
    mode = next;
    return this;
  }

  public FakeWorker pauseMillis(long millis) {
    pauseMillis = millis;
    return this;
  }

  public FakeWorker loadFails(boolean fails) {
    loadFails = fails;
    return this;
  }

  public FakeWorker whenAsked(Consumer<String> action) {
    whenAsked = action;
    return this;
  }

  public String version() {
    return version;
  }

  /** Rows of each batch that it was asked to answer. */
  public List<Integer> batches() {
    return batches;
  }

  /** Cuts all connections, as a process that dies does. */
  public void cut() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        Thread.startVirtualThread(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (true) {
        String head = head(in);
        Matcher length = LENGTH.matcher(head);
        String body = length.find() ? text(in, Integer.parseInt(length.group(1))) : "";
        answer(socket, head, body);
      }
    } catch (IOException | InterruptedException e) {
      sockets.remove(socket);
    }
  }

  private void answer(Socket socket, String head, String body)
      throws IOException, InterruptedException {
    if (head.contains("/load ")) {
      load(socket, body);
    } else if (head.contains("/infer ")) {
      infer(socket, body);
    } else {
      send(socket, 200, "{\"name\":\"fake\",\"versions\":[\"" + version + "\"]}");
    }
  }

  private void load(Socket socket, String body) throws IOException {
    if (loadFails) {
      send(socket, 400, "{\"error\":\"no such file\"}");
    } else {
      version = first(VERSION, body);
      send(socket, 200, "{}");
    }
  }

  private void infer(Socket socket, String body) throws IOException, InterruptedException {
    String answering = version;
    String[] shape = first(SHAPE, body).split(",");
    batches.add(Integer.parseInt(shape[0]));
    whenAsked.accept(body);
    Thread.sleep(pauseMillis);
    String good = echo(answering, String.join(",", shape), first(DATA, body));
    OutputStream out = socket.getOutputStream();
    switch (mode) {
      case GOOD -> send(socket, 200, good);
      case HANGS -> Thread.sleep(60_000);
      case CLOSES_UNANSWERED -> throw new EOFException();
      case ANSWERS_HALF -> {
        out.write(
            "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"mod"
                .getBytes(StandardCharsets.UTF_8));
        throw new EOFException();
      }
      case WRONG_ROWS -> send(socket, 200, echo(answering, "1,1", "5"));
      case NO_JSON -> send(socket, 200, "<html>");
      case NO_HTTP -> {
        out.write("220 smtp.example ready\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        throw new EOFException();
      }
      case FAILS -> send(socket, 500, "{\"error\":\"cuda\"}");
      case REFUSES_POISON -> {
        boolean poisoned = body.contains("666");
        send(socket, poisoned ? 400 : 200, poisoned ? "{\"error\":\"poison\"}" : good);
      }
      case DRIPS -> {
        out.write(
            "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < 500; i++) {
          out.write(' ');
          out.flush();
          Thread.sleep(20);
        }
      }
    }
  }

  private static String echo(String version, String shape, String data) {
    return """
    {"model_name":"m","model_version":"%s","outputs":[\
    {"name":"y","datatype":"FP32","shape":[%s],"data":[%s]}]}\
    """
        .formatted(version, shape, data);
  }

  private static void send(Socket socket, int status, String body) throws IOException {
    String all =
        "HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(status, body.length(), body);
    socket.getOutputStream().write(all.getBytes(StandardCharsets.UTF_8));
  }

  private static String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(1) : "1";
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      head.append((char) readOne(in));
    }
    return head.toString();
  }

  private static int readOne(InputStream in) throws IOException {
    int next = in.read();
    if (next < 0) {
      throw new EOFException();
    }
    return next;
  }

  private static String text(InputStream in, int length) throws IOException {
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }
}
