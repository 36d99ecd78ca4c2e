package dev.migrator.live.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.migrator.catalog.GpuModels;
import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.model.BatchChoice;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.LatencyCurve;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingChoice;
import dev.migrator.core.model.ServiceProfile;
import dev.migrator.core.model.Tenant;
import dev.migrator.core.plan.Planner;
import dev.migrator.core.plan.Replanning;
import dev.migrator.core.plan.search.PathPlanner;
import dev.migrator.core.predict.Forecaster;
import dev.migrator.core.predict.Forecasters;
import dev.migrator.gateway.Gateway;
import dev.migrator.gateway.http.DoorSettings;
import dev.migrator.gateway.serve.Token;
import dev.migrator.live.api.Api;
import dev.migrator.live.api.ApiServer;
import dev.migrator.live.event.Event;
import dev.migrator.live.event.EventLog;
import dev.migrator.live.history.History;
import dev.migrator.live.journal.Builders;
import dev.migrator.live.journal.DurableJournal;
import dev.migrator.live.journal.FileStorage;
import dev.migrator.live.journal.FlakyStorage;
import dev.migrator.live.journal.JournalReader;
import dev.migrator.live.journal.Recipe;
import dev.migrator.live.journal.Replay;
import dev.migrator.live.load.Load;
import dev.migrator.live.load.LoadGenerator;
import dev.migrator.live.process.ProcessLauncher;
import dev.migrator.live.record.Recorder;
import dev.migrator.live.work.Mailbox;
import dev.migrator.live.work.TenantSettings;
import dev.migrator.live.work.WorkSettings;
import dev.migrator.stream.Drift;
import dev.migrator.stream.ExampleFile;
import dev.migrator.stream.Examples;
import dev.migrator.stream.Shape;
import dev.migrator.stream.VectorStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole system with real processes: tiny workers on an emulated GPU, gateway, loop, API. */
final class WholeSystemTest {
  private static final GpuModel GPU = GpuModels.named("A100-80GB");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String OPERATOR = "operators-secret";

  @TempDir private Path data;
  private final EventLog events = new EventLog(Instant::now, event -> {});
  private final HttpClient client = HttpClient.newHttpClient();
  private Gateway gateway;
  private Daemon daemon;
  private DurableJournal journal;
  private Optional<Daemon> running = Optional.empty();
  private volatile Optional<FlakyStorage> storage = Optional.empty();
  private ApiServer api;
  private Thread loop;
  private LoadGenerator load;

  @BeforeEach
  void begin() throws IOException {
    Mailbox mailbox = new Mailbox();
    gateway = Gateway.open(DoorSettings.onLoopback(0), mailbox);
    journal = journal();
    running = Optional.empty();
    LoopSettings settings = LoopSettings.of(GPU, Duration.ofMillis(500), 20, Duration.ofSeconds(1));
    long began = System.nanoTime();
    daemon =
        Daemon.of(
            new DaemonSettings(
                settings,
                new Recipe("migrator", Map.of()),
                Duration.ofMinutes(1),
                "holt",
                new TestBuilders(),
                WorkSettings.of(data, 1, 1),
                List.of(tenant("cats", "plain")),
                OptionalInt.empty()),
            new Surroundings(
                Emulation.fleet(GPU, data, () -> running),
                instance -> "",
                journal,
                this::journal,
                new FleetingRoster(),
                gateway,
                mailbox,
                new ProcessLauncher(worker()),
                events,
                line -> {},
                System::nanoTime,
                () -> Duration.ofNanos(System.nanoTime() - began),
                new Recorder("test", settings),
                History.NONE,
                Instant::now));
    running = Optional.of(daemon);
    Api pages =
        new Api(
            daemon,
            gateway,
            events,
            Token.of(OPERATOR),
            text ->
                new Newcomer(
                    tenant(text, text.equals("pupils") ? "plain" : "clumsy"),
                    text,
                    Optional.empty()));
    api = ApiServer.open(0, pages);
    load =
        LoadGenerator.start(
            new Load("cats", "cats-secret", uri(gateway.port()), "input", stream(), 1),
            second -> 20,
            () -> Duration.ofNanos(System.nanoTime() - began));
    loop = Thread.ofPlatform().start(daemon::run);
  }

  private DurableJournal journal() throws IOException {
    boolean isFull = storage.filter(s -> s.isFull).isPresent();
    FlakyStorage opened = new FlakyStorage(FileStorage.open(data.resolve("journal")));
    opened.isFull = isFull;
    storage = Optional.of(opened);
    return DurableJournal.open(
        opened, DurableJournal.Sizes.STANDARD, notice -> events.add("journal", "", notice));
  }

  /** As the daemon finds them, those of an earlier life included. */
  private static final class TestBuilders implements Builders {
    @Override
    public Planner planner(Recipe recipe, LoopSettings settings, List<Tenant> tenants) {
      return new Replanning(new PathPlanner(), 20);
    }

    @Override
    public Forecaster forecaster(String name) {
      return Forecasters.named(name);
    }
  }

  @AfterEach
  void close() throws Exception {
    load.close();
    daemon.stop().get(1, TimeUnit.MINUTES);
    loop.join(Duration.ofMinutes(1));
    api.close();
    gateway.close();
    journal.close();
    assertThat(children()).as("processes that were left").isEmpty();
  }

  @Test
  void servesThroughRetrainingCrashAndTenantsThatComeAndGo() throws Exception {
    await("an answer in time", () -> view(v -> v.scorecard().withinSlo() > 0));
    await("retrained weights", () -> view(v -> v.tenants().getFirst().version() >= 1));
    await("answers by them", () -> infer("cats").contains("\"model_version\":\"1\""));
    await("measured labels", () -> view(v -> v.tenants().getFirst().labels() > 20));

    long victim = serving();
    ProcessHandle.of(victim).ifPresent(ProcessHandle::destroyForcibly);
    await("the crash to be seen", () -> events.after(0).stream().anyMatch(is("worker-crashed")));
    await("another worker", () -> serving() != victim && infer("cats").contains("model_version"));

    assertThat(call("POST", "/api/v1/tenants", OPERATOR, "dogs").statusCode()).isEqualTo(201);
    await(
        "the new tenant's failure",
        () ->
            events.after(0).stream().anyMatch(is("retraining-failed"))
                || infer("dogs").contains("model_version"));
    await("the new tenant's answer", () -> infer("dogs").contains("model_version"));
    assertThat(call("PUT", "/api/v1/tenants/dogs", OPERATOR, "dogs").statusCode()).isEqualTo(200);
    await("the one that came anew", () -> infer("dogs").contains("model_version"));
    assertThat(call("DELETE", "/api/v1/tenants/dogs", OPERATOR, "").statusCode()).isEqualTo(200);
    assertThat(call("DELETE", "/api/v1/tenants/dogs", OPERATOR, "").statusCode()).isEqualTo(404);
    await(
        "it to be gone",
        () -> view(v -> v.instances().stream().noneMatch(i -> i.task().tenant().equals("dogs"))));
    await("its folder to be gone", () -> Files.notExists(data.resolve("tenants").resolve("dogs")));
    await("the first to serve on", () -> infer("cats").contains("model_version"));
  }

  @Test
  void retrainsATenantWithoutAStreamOnWhatItsCallersSentAndLabelled() throws Exception {
    assertThat(call("POST", "/api/v1/tenants", OPERATOR, "pupils").statusCode()).isEqualTo(201);
    await(
        "an answer by untrained weights",
        () -> infer("pupils").contains("\"model_version\":\"0\""));
    assertThat(view(v -> v.tenants().getLast().choices().isEmpty())).isTrue();

    for (int i = 0; i < 80; i++) {
      answered("pupils", "q" + i, i);
      label("pupils", "q" + i, i % 3);
    }
    // Who asks no more is not worth a retraining.
    await(
        "retrained weights",
        () ->
            infer("pupils").contains("model_version")
                && view(v -> v.tenants().getLast().version() >= 1));

    Path folder = data.resolve("tenants").resolve("pupils").resolve("data");
    try (Stream<Path> windows = Files.list(folder)) {
      Path file = windows.sorted().toList().getLast().resolve("seen.examples");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      // The newest 64 of the 80: of each, what its caller sent and told.
      Examples examples = ExampleFile.read(file);
      assertThat(examples.shape()).isEqualTo(new Shape(List.of(2), 3));
      assertThat(examples.list()).hasSize(64);
      assertThat(examples.list())
          .allSatisfy(e -> assertThat(e.label()).isEqualTo((int) e.input()[0] % 3));
      assertThat(examples.list().getLast().input()).containsExactly(79, 0.5f);
    }
    assertThat(call("GET", "/api/v1/tenants/pupils", OPERATOR, "").body())
        .contains("\"examples\":64", "\"slowness\":");
  }

  @Test
  void goesOnWhereItStoppedWithTheInstancesAndWeightsThatItHad() throws Exception {
    await("retrained weights", () -> view(v -> v.tenants().getFirst().version() >= 1));
    await("an answer", () -> infer("cats").contains("model_version"));
    long slots = daemon.view().orElseThrow().turn();
    close();
    Path notes = data.resolve("tenants").resolve("cats").resolve("notes.json");
    String noted = Files.readString(notes);
    Files.writeString(notes, noted.replaceFirst("\"slowness\":[0-9.]+", "\"slowness\":3.0"));

    begin();

    Event recovered = events.after(0).stream().filter(is("recovered")).toList().getLast();
    assertThat(recovered.text()).doesNotStartWith("0 instances");
    await("a turn", () -> view(v -> v.turn() > slots));
    // Its batches take far less than its profile says, so that it falls from there.
    assertThat(view(v -> v.tenants().getFirst().slowness() > 1)).isTrue();
    await("an answer by the weights it had", () -> infer("cats").contains("model_version"));
    assertThat(infer("cats")).doesNotContain("\"model_version\":\"0\"");
    load.close();
    daemon.stop().get(1, TimeUnit.MINUTES);
    Replay replay = new Replay(new TestBuilders());
    JournalReader.of(data.resolve("journal")).read(replay);
    assertThat(replay.verdict().isEqual()).isTrue();
  }

  @Test
  void servesOnWhileTheJournalCannotBeWrittenAndGoesOnByItselfWhenItCan() throws Exception {
    await("an answer", () -> infer("cats").contains("model_version"));
    storage.orElseThrow().isFull = true;
    await("that it is noticed", () -> view(v -> v.journal().isReadOnly()));
    long turn = daemon.view().orElseThrow().turn();
    assertThat(call("POST", "/api/v1/tenants", OPERATOR, "dogs").statusCode()).isEqualTo(503);
    assertThat(call("DELETE", "/api/v1/tenants/cats", OPERATOR, "").statusCode()).isEqualTo(503);
    await("a try in vain", () -> view(v -> v.journal().failedTries() > 0));
    assertThat(daemon.view().orElseThrow().turn()).isEqualTo(turn);
    int instances = instancesOfTheDriver();
    assertThat(infer("cats")).contains("model_version");

    storage.orElseThrow().isFull = false;
    await("that it goes on", () -> view(v -> v.turn() > turn + 1));
    assertThat(events.after(0)).anyMatch(is("read-only-ended")).noneMatch(is("worker-crashed"));
    assertThat(events.after(0).stream().filter(is("recovered")).toList().getLast().text())
        .isEqualTo("%d instances kept, 0 removed, 0 gone", instances);
    assertThat(infer("cats")).contains("model_version");
    assertThat(call("GET", "/metrics", OPERATOR, "").body())
        .contains("migrator_read_only 0", "migrator_journal_failures_total 1");
    assertThat(call("POST", "/api/v1/tenants", OPERATOR, "dogs").statusCode()).isEqualTo(201);
  }

  @Test
  void showsEachWhatIsHis() throws Exception {
    await("the first turn", () -> daemon.view().isPresent());
    for (String page :
        List.of("tenants", "layout", "plan", "forecast", "scorecard", "events", "nowhere")) {
      assertThat(call("GET", "/api/v1/" + page, "wrong", "").statusCode()).as(page).isEqualTo(401);
      assertThat(call("GET", "/api/v1/" + page, "cats-secret", "").statusCode())
          .as(page)
          .isEqualTo(403);
      assertThat(call("GET", "/api/v1/" + page, OPERATOR, "").statusCode())
          .as(page)
          .isEqualTo(page.equals("nowhere") ? 404 : 200);
    }
    assertThat(call("GET", "/api/v1/tenants/cats", "cats-secret", "").body()).contains("accuracy");
    assertThat(call("DELETE", "/api/v1/tenants/cats", "cats-secret", "").statusCode())
        .isEqualTo(403);
    assertThat(call("GET", "/metrics", OPERATOR, "").body())
        .contains("migrator_requests_total{tenant=\"cats\",outcome=\"in_time\"}")
        .doesNotContain("secret");
    assertThat(call("GET", "/api/v1/health", "", "").statusCode()).isEqualTo(200);
    assertThat(call("GET", "/api/v1/openapi.json", "", "").body()).contains("/api/v1/layout");
    assertThat(call("POST", "/api/v1/tenants", OPERATOR, "cats").statusCode()).isEqualTo(409);
    assertThat(call("POST", "/api/v1/tenants", OPERATOR, "x".repeat(1_000_000)).statusCode())
        .isEqualTo(413);
  }

  @Test
  void whoFollowedAnEarlierProcessHearsAllThatHasHappenedInThisOne() throws Exception {
    await("the first turn", () -> daemon.view().isPresent());
    assertThat(firstLine("")).isEqualTo(": follow");
    assertThat(firstLine("0")).isEqualTo("id: 1");
    assertThat(firstLine("1000000")).isEqualTo("id: 1");
    assertThat(call("GET", "/api/v1/events?after=1000000", OPERATOR, "").body())
        .contains("\"number\":1,");
  }

  /**
   * The first that a follower hears.
   *
   * @param lastSeen the number of the event that it saw last; empty: it says none
   */
  private String firstLine(String lastSeen) throws Exception {
    HttpRequest.Builder follow =
        request(uri(api.port()).resolve("/api/v1/events"), OPERATOR)
            .header("Accept", "text/event-stream");
    if (!lastSeen.isEmpty()) {
      follow.header("Last-Event-ID", lastSeen);
    }
    InputStream heard =
        client.send(follow.build(), HttpResponse.BodyHandlers.ofInputStream()).body();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(heard, StandardCharsets.UTF_8))) {
      return lines.readLine();
    }
  }

  private int instancesOfTheDriver() throws IOException {
    return new ObjectMapper()
        .readTree(data.resolve(Emulation.FILE).toFile())
        .path("instances")
        .size();
  }

  private static List<String> worker() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xmx64m",
        "-cp",
        System.getProperty("java.class.path"),
        TinyWorker.class.getName());
  }

  private static VectorStream stream() {
    return new VectorStream(1, Drift.within(Duration.ofMinutes(1)));
  }

  private static TenantSettings tenant(String name, String model) {
    LatencyCurve curve =
        new LatencyCurve(List.of(new BatchChoice(1, 50_000_000), new BatchChoice(8, 100_000_000)));
    Map<Profile, LatencyCurve> curves = new LinkedHashMap<>();
    Map<Profile, Double> speeds = new LinkedHashMap<>();
    for (Profile profile : GPU.baseProfiles()) {
      curves.put(profile, curve);
      speeds.put(profile, profile.computeSlices() / 7.0);
    }
    return new TenantSettings(
        new Tenant(
            name,
            new ServiceProfile(model, GPU.name(), curves, speeds, "made up"),
            Duration.ofSeconds(3),
            1),
        model,
        Token.of(name + "-secret"),
        500,
        name.equals("pupils") ? Optional.empty() : Optional.of(stream()),
        64,
        Map.of(),
        List.of(new RetrainingChoice("all-layers", Duration.ofSeconds(1), 0.95)));
  }

  private long serving() {
    return children().map(ProcessHandle::pid).min(Long::compare).orElse(-1L);
  }

  private static Stream<ProcessHandle> children() {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.isAlive())
        .filter(
            child -> child.info().commandLine().filter(c -> c.contains("TinyWorker")).isPresent());
  }

  private String infer(String tenant) {
    String body =
        "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[1,2]}]}";
    return infer(tenant, body);
  }

  private String infer(String tenant, String body) {
    try {
      return client
          .send(
              request(
                      uri(gateway.port()).resolve("/v2/models/" + tenant + "/infer"),
                      tenant + "-secret")
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      return "failed: " + e;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asks until there is an answer: a request may come while instances are changed. */
  private void answered(String tenant, String id, int value) throws InterruptedException {
    String body =
        "{\"id\":\"%s\",\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[[%d,0.5]]}]}"
            .formatted(id, value);
    await("an answer to " + id, () -> infer(tenant, body).contains("model_version"));
  }

  private void label(String tenant, String id, int label) throws Exception {
    HttpRequest labels =
        request(
                uri(gateway.port()).resolve("/v1/tenants/" + tenant + "/labels"),
                tenant + "-secret")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"labels\":[{\"id\":\"%s\",\"label\":%d}]}".formatted(id, label)))
            .build();
    assertThat(client.send(labels, HttpResponse.BodyHandlers.ofString()).body())
        .contains("\"taken\":1");
  }

  private HttpResponse<String> call(String method, String path, String token, String body)
      throws IOException, InterruptedException {
    return client.send(
        request(uri(api.port()).resolve(path), token)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(URI uri, String token) {
    return HttpRequest.newBuilder(uri)
        .timeout(Duration.ofMinutes(1))
        .header("Authorization", "Bearer " + token);
  }

  private static URI uri(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  private static Predicate<Event> is(String kind) {
    return event -> event.kind().equals(kind);
  }

  private boolean view(Predicate<LiveView> condition) {
    return daemon.view().filter(condition).isPresent();
  }

  private List<String> lastEvents() {
    List<Event> all = events.after(0);
    return all.subList(Math.max(0, all.size() - 15), all.size()).stream()
        .map(event -> "\n" + event.kind() + " " + event.tenant() + " " + event.text())
        .toList();
  }

  private void await(String what, BooleanSupplier condition) throws InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime())
          .as(() -> "waited for %s; the last events: %s".formatted(what, lastEvents()))
          .isLessThan(until);
      Thread.sleep(100);
    }
  }
}
