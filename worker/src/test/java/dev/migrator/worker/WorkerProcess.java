package dev.migrator.worker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A worker as its daemon sees it: a process with lines in and out, and a port. */
final class WorkerProcess implements AutoCloseable {
  /** Long enough for a machine that is busy with much else. */
  static final Duration DEADLINE = Duration.ofSeconds(120);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private int port;

  private WorkerProcess(Process process) {
    this.process = process;
    Thread.ofVirtual().start(this::read);
  }

  static WorkerProcess start(List<String> command, Map<String, String> environment)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    return new WorkerProcess(builder.start());
  }

  /** The next line that it says. */
  Json says() throws InterruptedException {
    String line = lines.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    if (line == null) {
      throw new AssertionError("the worker says nothing within " + DEADLINE);
    }
    return Json.parse(line);
  }

  /** Passes over lines until one is of an event. */
  Json says(String event) throws InterruptedException {
    Json line = says();
    while (!line.text("event").equals(event)) {
      if (line.text("event").equals("failed")) {
        throw new AssertionError("the worker failed: " + line);
      }
      line = says();
    }
    return line;
  }

  WorkerProcess whenReady() throws InterruptedException {
    port = says("ready").number("port").intValue();
    return this;
  }

  void tell(String word) throws IOException {
    process.getOutputStream().write((word + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  void endInput() throws IOException {
    process.getOutputStream().close();
  }

  int exitCode() throws InterruptedException {
    if (!process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the worker does not exit within " + DEADLINE);
    }
    return process.exitValue();
  }

  Reply read(String path) throws IOException, InterruptedException {
    return send(request(path).GET().build());
  }

  Reply post(String path, String body) throws IOException, InterruptedException {
    return post(path, BodyPublishers.ofString(body));
  }

  Reply post(String path, BodyPublisher body) throws IOException, InterruptedException {
    return send(request(path).POST(body).build());
  }

  @Override
  public void close() throws InterruptedException {
    http.shutdownNow();
    process.destroyForcibly().waitFor();
  }

  /** An answer: a status and JSON. */
  record Reply(int status, Json body) {}

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(DEADLINE);
  }

  private Reply send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    return new Reply(response.statusCode(), Json.parse(response.body()));
  }

  private void read() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      lines.add("{\"event\":\"failed\",\"reason\":\"cannot read what it says\"}");
    }
  }
}
