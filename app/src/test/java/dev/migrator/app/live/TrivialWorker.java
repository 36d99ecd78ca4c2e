package dev.migrator.app.live;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A worker process for tests that answers class 0 to everything and says which device it sees. */
public final class TrivialWorker {
  private static final Pattern ROWS = Pattern.compile("\"shape\" *: *\\[ *([0-9]+)");

  private TrivialWorker() {}

  /** Serves until it is told to stop, or nobody is there to tell it. */
  public static void main(String[] args) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", TrivialWorker::answer);
    server.setExecutor(Executors.newCachedThreadPool());
    server.start();
    System.err.println(
        "sees %s as %s, holds itself to %s"
            .formatted(
                System.getenv("CUDA_VISIBLE_DEVICES").isEmpty()
                    ? "nothing"
                    : System.getenv("CUDA_VISIBLE_DEVICES"),
                System.getenv("MIGRATOR_MODEL"),
                System.getenv().getOrDefault("MIGRATOR_COMPUTE", "nothing")));
    System.out.println("{\"event\":\"ready\",\"port\":" + server.getAddress().getPort() + "}");
    System.out.flush();
    while (System.in.read() >= 0) {
      // Any word is stop; when the daemon is gone there is an end instead.
      if (System.in.available() == 0) {
        System.exit(0);
      }
    }
    System.exit(0);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Matcher rows = ROWS.matcher(body);
    int count = rows.find() ? Integer.parseInt(rows.group(1)) : 1;
    byte[] bytes =
        ("{\"model_name\":\"t\",\"model_version\":\"0\",\"outputs\":[{\"name\":\"label\","
                + "\"datatype\":\"INT64\",\"shape\":[%d],\"data\":[%s]}]}")
            .formatted(count, "0,".repeat(count).replaceAll(",$", ""))
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
