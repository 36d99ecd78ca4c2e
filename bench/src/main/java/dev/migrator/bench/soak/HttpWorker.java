package dev.migrator.bench.soak;

import dev.migrator.bench.gateway.HttpConversation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The HTTP side of a worker: inference and weights that change, on loopback. */
final class HttpWorker implements AutoCloseable {
  private static final Pattern ROWS = Pattern.compile("\"shape\" *: *\\[ *([0-9]+)");
  private static final Pattern DATA = Pattern.compile("\"data\" *: *\\[([^]]*)]");
  private static final Pattern VERSION = Pattern.compile("\"version\" *: *\"([0-9]+)\"");
  private static final Pattern WEIGHTS = Pattern.compile("\"weights\" *: *\"([^\"]+)\"");

  /**
   * @param name of the weights
   * @param model without one it answers 0
   */
  private record Version(String name, Optional<Neighbours> model) {}

  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Version version;
  private volatile boolean hangs;

  /** Answers by those weights from now on; without a file, by none. */
  HttpWorker(String name, String weights) throws IOException {
    version = read(name, weights);
    server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Answers nothing any more. */
  void hang() {
    hangs = true;
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  private static Version read(String name, String weights) throws IOException {
    return new Version(
        name,
        weights.isEmpty() ? Optional.empty() : Optional.of(Neighbours.read(Path.of(weights))));
  }

  private void accept() {
    while (closed.getCount() > 0) {
      try {
        Socket socket = server.accept();
        open.add(socket);
        Thread.startVirtualThread(() -> serve(socket));
      } catch (IOException e) {
        // It was closed, which ends this.
        continue;
      }
    }
  }

  private void serve(Socket socket) {
    // Whoever closes sees it in the set, or it sees that all is closed.
    try (socket) {
      socket.setTcpNoDelay(true);
      HttpConversation conversation = new HttpConversation(socket, this::answer);
      while (closed.getCount() > 0) {
        conversation.turn();
      }
    } catch (IOException e) {
      // The other side is gone, or this one: so is the conversation.
      Thread.currentThread().setName("ended");
    } finally {
      open.remove(socket);
    }
  }

  private byte[] answer(byte[] bytes, int head, int length) throws IOException {
    if (hangs) {
      hangOn();
    }
    String path = new String(bytes, 0, Math.min(head, 100), StandardCharsets.US_ASCII);
    String body = new String(bytes, head, length, StandardCharsets.UTF_8);
    if (path.contains("/load ")) {
      version = read(found(VERSION, body).orElse("0"), found(WEIGHTS, body).orElse(""));
    }
    return HttpConversation.ok(path.contains("/infer ") ? inferred(body) : "{}");
  }

  private void hangOn() throws IOException {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new IOException("it was killed");
  }

  private String inferred(String body) {
    Version now = version;
    int rows = found(ROWS, body).map(Integer::parseInt).orElse(1);
    String[] values = found(DATA, body).orElse("").split(",");
    StringBuilder labels = new StringBuilder();
    for (int row = 0; row < rows; row++) {
      float[] input = row(values, row, values.length / rows);
      labels.append(row == 0 ? "" : ",").append(now.model().map(m -> m.label(input)).orElse(0));
    }
    return ("{\"model_name\":\"t\",\"model_version\":\"%s\",\"outputs\":[{\"name\":\"label\","
            + "\"datatype\":\"INT64\",\"shape\":[%d],\"data\":[%s]}]}")
        .formatted(now.name(), rows, labels);
  }

  private static float[] row(String[] values, int row, int width) {
    float[] input = new float[width];
    IntStream.range(0, width)
        .forEach(i -> input[i] = Float.parseFloat(values[row * width + i].strip()));
    return input;
  }

  private static Optional<String> found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
