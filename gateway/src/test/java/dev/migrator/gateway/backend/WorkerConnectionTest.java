package dev.migrator.gateway.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The client beside the JDK's server, and beside servers that do what they should not. */
final class WorkerConnectionTest {
  private static final WorkerLimits LIMITS = new WorkerLimits(1_000, Duration.ofSeconds(5));

  @Test
  void readsAnswersOfKnownLengthAndInChunks() throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/known", exchange -> echo(exchange, true));
    server.createContext("/chunks", exchange -> echo(exchange, false));
    server.start();
    try (WorkerConnection connection = new WorkerConnection(server.getAddress(), LIMITS)) {
      for (int i = 0; i < 3; i++) {
        assertThat(text(connection.post("/known", bytes("a" + i), soon()))).isEqualTo("a" + i);
        assertThat(text(connection.post("/chunks", bytes("b" + i), soon()))).isEqualTo("b" + i);
      }
      assertThat(connection.get("/nowhere", soon()).status()).isEqualTo(404);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void opensANewConnectionWhenTheOldOneWasClosedMeanwhile() throws Exception {
    try (ServerSocket server = listen()) {
      Thread.startVirtualThread(
          () -> {
            while (!server.isClosed()) {
              answerOnce(server, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
          });
      try (WorkerConnection connection = new WorkerConnection(endpoint(server), LIMITS)) {
        for (int i = 0; i < 5; i++) {
          assertThat(text(connection.get("/", soon()))).isEqualTo("ok");
        }
      }
    }
  }

  @Test
  void anAnswerLargerThanAllowedIsRefused() throws Exception {
    refuses("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n");
    refuses("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffff\r\n");
    refuses("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffff\r\n");
    refuses("HTTP/1.1 200 OK\r\nX: " + "y".repeat(20_000));
    refuses("HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(200) + "\r\n");
  }

  @Test
  void whatIsNoHttpIsRefused() throws Exception {
    refuses("220 hello\r\n\r\n");
    refuses("HTTP/1.1 abc\r\n\r\n");
    refuses("HTTP/1.1 200 OK\r\n\r\n");
    refuses("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n");
    refuses("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc");
  }

  @Test
  void aServerThatSaysNothingIsGivenUpAtTheDeadline() throws Exception {
    try (ServerSocket server = listen();
        WorkerConnection connection = new WorkerConnection(endpoint(server), LIMITS)) {
      assertThatThrownBy(() -> connection.get("/", System.nanoTime() + 50_000_000))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void aServerThatReadsNothingIsGivenUpWhenTheWaitIsEnded() throws Exception {
    try (ServerSocket server = listen();
        WorkerConnection connection = new WorkerConnection(endpoint(server), LIMITS)) {
      Thread.startVirtualThread(
          () -> {
            // What is not open yet cannot be ended: so it is done again and again, as by a clock.
            for (int i = 0; i < 200; i++) {
              pause();
              connection.abort();
            }
          });
      assertThatThrownBy(() -> connection.post("/", new byte[16 << 20], soon()))
          .isInstanceOf(IOException.class);
    }
  }

  private static void refuses(String answer) throws IOException {
    try (ServerSocket server = listen()) {
      Thread.startVirtualThread(() -> answerOnce(server, answer));
      try (WorkerConnection connection = new WorkerConnection(endpoint(server), LIMITS)) {
        assertThatThrownBy(() -> connection.get("/", soon())).isInstanceOf(IOException.class);
      }
    }
  }

  private static void answerOnce(ServerSocket server, String answer) {
    try (Socket socket = server.accept()) {
      InputStream in = socket.getInputStream();
      assertThat(in.read(new byte[4_096])).isPositive();
      socket.getOutputStream().write(bytes(answer));
    } catch (IOException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void echo(HttpExchange exchange, boolean isLengthKnown) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(200, isLengthKnown ? body.length : 0);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  }

  private static InetSocketAddress endpoint(ServerSocket server) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
  }

  private static long soon() {
    return System.nanoTime() + Duration.ofSeconds(10).toNanos();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(WorkerAnswer answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }
}
