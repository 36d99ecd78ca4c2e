package dev.migrator.app.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.app.Migrator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code serve} and other commands as processes, for tests that kill and restart them. */
final class ServedSystem implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern LISTENING =
      Pattern.compile("event=listening gateway=(\\S+) api=(\\S+)");
  private static final String INFER =
      "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[1,2]}]}";

  private final Path folder;
  private final Map<String, String> environment;
  private final HttpClient client = HttpClient.newHttpClient();
  private int lives;
  private Optional<Process> daemon = Optional.empty();

  /** What a command ended with, and all that it said. */
  record Answer(int code, String out) {}

  /**
   * @param folder for logs; the system's data are in {@code data} there
   */
  ServedSystem(Path folder, Map<String, String> environment) {
    this.folder = folder;
    this.environment = environment;
  }

  /** The trivial worker's command, as a list in YAML. */
  static String worker() {
    return "[\"%s\", -XX:TieredStopAtLevel=1, -XX:+UseSerialGC, -cp, \"%s\", %s]"
        .formatted(java(), System.getProperty("java.class.path"), TrivialWorker.class.getName());
  }

  /** A live file of two tenants, cats and birds, whose worker is the trivial one. */
  Path twoTenants() throws IOException {
    return Files.writeString(
        folder.resolve("live.yaml"),
        """
        name: kept
        gpus: {model: A100-80GB, count: 1}
        windows: {length: 20s, slot: 1s}
        reconfiguration: {start: 1s}
        data: %s
        gateway: 0
        api: 0
        worker: %s
        tenants:
          - {name: cats, model: first, slo: 2s, cpu: [{batch: 1, time: 1ms}]}
          - {name: birds, model: first, slo: 2s, cpu: [{batch: 1, time: 1ms}]}
        """
            .formatted(folder.resolve("data"), worker()));
  }

  /** The token that was made for a tenant. */
  String token(String tenant) throws IOException {
    return Files.readString(folder.resolve("data/tokens").resolve(tenant)).strip();
  }

  void begin(Path file) throws IOException {
    lives++;
    daemon =
        Optional.of(
            migrator("serve", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(logFile().toFile())
                .start());
  }

  Process daemon() {
    return daemon.orElseThrow();
  }

  /** SIGKILL; returns when its workers are gone, too. */
  void kill() throws Exception {
    List<ProcessHandle> workers = daemon().descendants().toList();
    daemon().destroyForcibly().waitFor();
    await("workers to be gone", () -> workers.stream().noneMatch(ProcessHandle::isAlive));
  }

  /** SIGTERM. */
  void stop() throws InterruptedException {
    daemon().destroy();
    assertThat(daemon().waitFor(1, TimeUnit.MINUTES)).isTrue();
  }

  /** All that was said since it began last. */
  String log() throws IOException {
    return Files.readString(logFile());
  }

  private Path logFile() {
    return folder.resolve("log-" + lives);
  }

  /** A request as a tenant's caller sends it. */
  String infer(String tenant, String token) throws IOException, InterruptedException {
    Optional<String> gateway = address(1);
    return gateway.isEmpty()
        ? ""
        : send("POST", gateway.get() + "/v2/models/" + tenant + "/infer", token, INFER).body();
  }

  /** A request as the operator sends it, once there is somebody to send it to. */
  HttpResponse<String> call(String method, String path, String body) throws Exception {
    await("an address", () -> address(2).isPresent());
    String token = Files.readString(folder.resolve("data/operator-token")).strip();
    return send(method, address(2).orElseThrow() + path, token, body);
  }

  private HttpResponse<String> send(String method, String address, String token, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address))
            .timeout(Duration.ofMinutes(1))
            .header("Authorization", "Bearer " + token)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private Optional<String> address(int group) throws IOException {
    Matcher listening = LISTENING.matcher(log());
    if (listening.find()) {
      return Optional.of(listening.group(group));
    }
    assertThat(daemon().isAlive()).as(log()).isTrue();
    return Optional.empty();
  }

  Answer run(String... command) throws IOException, InterruptedException {
    Process process = migrator(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Answer(process.waitFor(), out);
  }

  private ProcessBuilder migrator(String... command) {
    List<String> whole =
        new ArrayList<>(
            List.of(
                java(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Migrator.class.getName()));
    whole.addAll(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(whole);
    builder.environment().putAll(environment);
    return builder;
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  void await(String what, Callable<Boolean> condition) throws Exception {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("%s, in vain: %s", what, log()).isLessThan(until);
      Thread.sleep(50);
    }
  }

  @Override
  public void close() {
    daemon.ifPresent(Process::destroyForcibly);
  }
}
