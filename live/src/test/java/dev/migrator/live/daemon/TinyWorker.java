package dev.migrator.live.daemon;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A worker process for tests that keeps to docs/workers.md and computes nothing. Of untrained
 * weights it answers class 0, of all others class 1. A model {@code clumsy} fails its first
 * retraining; one that is {@code hungry} takes all memory in each.
 */
public final class TinyWorker {
  private static final Pattern ROWS = Pattern.compile("\"shape\" *: *\\[ *([0-9]+)");
  private static final Pattern LOADED = Pattern.compile("\"version\" *: *\"([0-9]+)\"");

  private final Map<String, String> environment = System.getenv();
  private volatile String version = environment.getOrDefault("MIGRATOR_VERSION", "0");

  private TinyWorker() {}

  /** Serves or retrains, as its environment says. */
  public static void main(String[] args) throws IOException, InterruptedException {
    TinyWorker worker = new TinyWorker();
    Thread.ofPlatform().daemon().start(TinyWorker::listen);
    if ("infer".equals(worker.environment.get("MIGRATOR_TASK"))) {
      worker.serve();
    } else {
      worker.retrain();
    }
  }

  private static void listen() {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String word = in.readLine(); word != null; word = in.readLine()) {
        if (word.strip().equals("stop")) {
          System.exit(0);
        }
      }
    } catch (IOException e) {
      System.exit(4);
    }
    System.exit(5);
  }

  private void serve() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(java.util.concurrent.Executors.newCachedThreadPool());
    server.start();
    say("{\"event\":\"ready\",\"port\":" + server.getAddress().getPort() + "}");
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String path = exchange.getRequestURI().getPath();
    String answer = "{}";
    if (path.endsWith("/infer")) {
      answer = infer(body);
    } else if (path.endsWith("/load")) {
      Matcher loaded = LOADED.matcher(body);
      version = loaded.find() ? loaded.group(1) : version;
    }
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private String infer(String body) {
    Matcher rows = ROWS.matcher(body);
    int count = rows.find() ? Integer.parseInt(rows.group(1)) : 1;
    String label = version.equals("0") ? "0" : "1";
    String data = (label + ",").repeat(count).replaceAll(",$", "");
    return ("{\"model_name\":\"t\",\"model_version\":\"%s\",\"outputs\":[{\"name\":\"label\","
            + "\"datatype\":\"INT64\",\"shape\":[%d],\"data\":[%s]}]}")
        .formatted(version, count, data);
  }

  private void retrain() throws IOException, InterruptedException {
    say("{\"event\":\"ready\"}");
    Path output = Path.of(environment.getOrDefault("MIGRATOR_OUTPUT", ""));
    Files.createDirectories(output);
    Path failedOnce = output.getParent().resolveSibling("failed-once");
    if ("clumsy".equals(environment.get("MIGRATOR_MODEL")) && !Files.exists(failedOnce)) {
      Files.createFile(failedOnce);
      say("{\"event\":\"failed\",\"reason\":\"clumsy\"}");
      System.exit(3);
    }
    if ("hungry".equals(environment.get("MIGRATOR_MODEL"))) {
      eat();
    }
    Thread.sleep(200);
    say("{\"event\":\"progress\",\"done\":1,\"of\":2,\"remainingSeconds\":0.2,\"accuracy\":0.5}");
    Thread.sleep(200);
    Path weights = Files.writeString(output.resolve("weights"), "trained");
    say("{\"event\":\"done\",\"weights\":\"" + weights + "\",\"accuracy\":0.95}");
    System.exit(0);
  }

  /** More than it has, which ends it. */
  private static void eat() {
    List<byte[]> eaten = new ArrayList<>();
    while (true) {
      eaten.add(new byte[1 << 20]);
    }
  }

  private static synchronized void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
