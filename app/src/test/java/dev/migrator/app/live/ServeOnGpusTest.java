package dev.migrator.app.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.migrator.app.Migrator;
import dev.migrator.fixtures.nvml.FakeLibrary;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve} as a process, on the GPUs of a stand-in for NVIDIA's driver. */
class ServeOnGpusTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern LISTENING =
      Pattern.compile("event=listening gateway=(\\S+) api=(\\S+)");
  private static final String INFER =
      "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[1,2]}]}";

  @TempDir private Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private Path library = Path.of("");
  private int lives;
  private Optional<Process> daemon = Optional.empty();

  private record Answer(int code, String out) {}

  @BeforeEach
  void driver() {
    Optional<Path> compiled = FakeLibrary.compiled(Path.of("target", "fake-nvml"));
    assumeTrue(compiled.isPresent(), "no gcc here: tests on the stand-in for NVML are skipped");
    library = compiled.orElseThrow();
  }

  @AfterEach
  void end() {
    daemon.ifPresent(Process::destroyForcibly);
  }

  @Test
  void servesOnInstancesThatItMakesAdoptsAndLeavesOthersAlone() throws Exception {
    apply("other", "{profile: 3g.40gb, start: 4}");
    Path file = system("devices: [0]");

    begin(file);
    await("an answer", () -> infer().contains("outputs"));
    List<String> made = uuids("migrator");
    assertThat(made).isNotEmpty();
    assertThat(log()).contains("sees MIG-", "holds itself to nothing", "event=gpu-not-ours");
    List<ProcessHandle> workers = daemon.orElseThrow().descendants().toList();
    assertThat(workers).isNotEmpty();

    daemon.orElseThrow().destroyForcibly().waitFor();
    await("workers to be gone", () -> workers.stream().noneMatch(ProcessHandle::isAlive));
    assertThat(uuids("migrator")).as("after a kill").containsAll(made);
    int left = uuids("migrator").size();

    begin(file);
    await("recovery", () -> log().contains("event=recovered"));
    assertThat(log()).contains("%d instances kept, 0 removed, 0 gone".formatted(left));
    await("an answer after it", () -> infer().contains("outputs"));
    assertThat(run("gpu", "apply", empty().toString()).code()).as("beside the daemon").isEqualTo(2);

    daemon.orElseThrow().destroy();
    assertThat(daemon.orElseThrow().waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(log()).contains("event=stopped");
    assertThat(uuids("other")).hasSize(1);
    assertThat(uuids("migrator").size()).isEqualTo(layoutOfLastTurn());
  }

  @Test
  void refusesBeforeAnythingIsStartedWhatIsNotThere() throws Exception {
    assertThat(run("serve", system("devices: [3]").toString()).out())
        .contains("devices: GPU 3 is not there; expected one of the 2 GPUs of this machine");
    assertThat(run("gpu", "mode", "--disable", "--device", "1").code()).isZero();
    Answer off = run("serve", system("devices: [1]").toString());
    assertThat(off.code()).isEqualTo(2);
    assertThat(off.out()).contains("GPU 1 is not in MIG mode", "gpu mode --enable --device 1");
    library = Path.of("nowhere.so");
    Answer missing = run("serve", system("devices: [0]").toString());
    assertThat(missing.code()).isEqualTo(2);
    assertThat(missing.out()).contains("no NVIDIA driver here");
    assertThat(folder.resolve("data").resolve("journal")).doesNotExist();
  }

  private Path system(String devices) throws IOException {
    return Files.writeString(
        folder.resolve("live.yaml"),
        """
        name: gpus
        fleet: nvml
        gpus: {model: A100-80GB, count: 1}
        %s
        windows: {length: 20s, slot: 1s}
        reconfiguration: {start: 1s}
        data: %s
        gateway: 0
        api: 0
        worker: ["%s", -XX:TieredStopAtLevel=1, -XX:+UseSerialGC, -cp, "%s", %s]
        tenants:
          - name: cats
            model: resnet50
            slo: 2s
            token: cats-secret
            stream: {kind: vectors}
            arrivals: {generate: steady, mean: 20/s}
        """
            .formatted(
                devices,
                folder.resolve("data"),
                java(),
                System.getProperty("java.class.path"),
                TrivialWorker.class.getName()));
  }

  private Path empty() throws IOException {
    return layout("");
  }

  private Path layout(String instances) throws IOException {
    return Files.writeString(
        folder.resolve("layout.yaml"),
        "version: migrator/v1\ngpus:\n- {gpu: 0, instances: [%s]}\n".formatted(instances));
  }

  private void apply(String state, String instances) throws Exception {
    String file = layout(instances).toString();
    assertThat(run("gpu", "apply", "--state", folder.resolve(state).toString(), file).code())
        .isZero();
  }

  private void begin(Path file) throws IOException {
    lives++;
    daemon =
        Optional.of(
            migrator("serve", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(logFile().toFile())
                .start());
  }

  private Path logFile() {
    return folder.resolve("log-" + lives);
  }

  private String log() throws IOException {
    return Files.readString(logFile());
  }

  private int layoutOfLastTurn() throws IOException {
    String last = log().lines().filter(l -> l.contains("event=turn")).toList().getLast();
    Matcher layout = Pattern.compile("layout=(\\S+)").matcher(last);
    return layout.find() && !layout.group(1).equals("empty") ? layout.group(1).split(",").length : 0;
  }

  private String infer() throws IOException, InterruptedException {
    Matcher listening = LISTENING.matcher(log());
    if (!listening.find()) {
      assertThat(daemon.orElseThrow().isAlive()).as(log()).isTrue();
      return "";
    }
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(listening.group(1) + "/v2/models/cats/infer"))
            .timeout(Duration.ofMinutes(1))
            .header("Authorization", "Bearer cats-secret")
            .POST(HttpRequest.BodyPublishers.ofString(INFER))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private List<String> uuids(String owner) throws Exception {
    JsonNode gpus =
        JsonMapper.builder().build().readTree(run("gpu", "list", "--output", "json").out());
    List<String> uuids = new ArrayList<>();
    for (JsonNode instance : gpus.get("gpus").get(0).get("instances")) {
      if (instance.get("owner").asText().equals(owner)) {
        uuids.add(instance.toString());
      }
    }
    return uuids;
  }

  private Answer run(String... command) throws Exception {
    Process process = migrator(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes());
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
    builder.environment().put("MIGRATOR_NVML_LIBRARY", library.toString());
    builder.environment().put("FAKE_NVML_STATE", folder.resolve("world").toString());
    builder.environment().put("FAKE_NVML_GPUS", "2");
    builder.environment().put("MIGRATOR_STATE", folder.resolve("state").toString());
    return builder;
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private void await(String what, Callable<Boolean> condition) throws Exception {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("%s, in vain: %s", what, log()).isLessThan(until);
      Thread.sleep(50);
    }
  }
}
