package dev.migrator.app.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A worker process for tests that answers whatever it is asked, and stops when it is told. */
public final class EchoWorker {
  private static final byte[] METADATA =
      "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[-1,4]}]}"
          .getBytes(StandardCharsets.UTF_8);

  private EchoWorker() {}

  /** Serves. */
  public static void main(String[] args) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", EchoWorker::answer);
    server.start();
    System.out.println("{\"event\":\"ready\",\"port\":" + server.getAddress().getPort() + "}");
    // Told to stop, or left alone: both end it.
    int told = System.in.read();
    System.exit(told < 0 ? 5 : 0);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(200, METADATA.length);
    exchange.getResponseBody().write(METADATA);
    exchange.close();
  }
}
