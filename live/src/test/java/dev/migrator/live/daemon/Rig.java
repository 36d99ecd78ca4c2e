package dev.migrator.live.daemon;

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
import dev.migrator.live.journal.Recipe;
import dev.migrator.live.process.ProcessLauncher;
import dev.migrator.live.record.Recorder;
import dev.migrator.live.work.Mailbox;
import dev.migrator.live.work.TenantSettings;
import dev.migrator.live.work.WorkSettings;
import dev.migrator.stream.Drift;
import dev.migrator.stream.VectorStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A whole system with two tenants and real processes that compute nothing, for a bad day. */
final class Rig implements AutoCloseable {
  static final String OPERATOR = "operators-secret";
  private static final GpuModel GPU = GpuModels.named("A100-80GB");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  final EventLog events = new EventLog(Instant::now, event -> {});
  final Gateway gateway;
  final Daemon daemon;
  final ApiServer api;
  private final HttpClient client = HttpClient.newHttpClient();
  private final DurableJournal journal;
  private final Thread loop;
  private Optional<Daemon> running = Optional.empty();

  /**
   * @param models of the tenants cats and dogs
   */
  Rig(Path data, String... models) throws IOException {
    this(data, History.NONE, models);
  }

  /**
   * @param history that is kept
   * @param models of the tenants cats and dogs
   */
  Rig(Path data, History history, String... models) throws IOException {
    Mailbox mailbox = new Mailbox();
    gateway = Gateway.open(DoorSettings.onLoopback(0), mailbox);
    journal = journal(data);
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
                List.of(tenant("cats", models[0]), tenant("dogs", models[1])),
                OptionalInt.empty()),
            new Surroundings(
                Emulation.fleet(GPU, data, () -> running),
                _ -> "",
                journal,
                () -> journal(data),
                new FleetingRoster(),
                gateway,
                mailbox,
                new ProcessLauncher(worker()),
                events,
                _ -> {},
                System::nanoTime,
                () -> Duration.ofNanos(System.nanoTime() - began),
                new Recorder("test", settings),
                history,
                Instant::now));
    running = Optional.of(daemon);
    api =
        ApiServer.open(
            0,
            new Api(
                daemon,
                gateway,
                events,
                Token.of(OPERATOR),
                text -> new Newcomer(tenant(text, "plain"), text, Optional.empty())));
    loop = Thread.ofPlatform().start(daemon::run);
  }

  private static DurableJournal journal(Path data) throws IOException {
    return DurableJournal.open(
        FileStorage.open(data.resolve("journal")), DurableJournal.Sizes.STANDARD, _ -> {});
  }

  @Override
  public void close() throws Exception {
    daemon.stop().get(1, TimeUnit.MINUTES);
    loop.join(Duration.ofMinutes(1));
    api.close();
    gateway.close();
    journal.close();
    client.shutdownNow();
  }

  /** The status and body of a call of a tenant's model. */
  HttpResponse<String> infer(String tenant) throws IOException, InterruptedException {
    String body =
        "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[1,2]}]}";
    return send(
        gateway.port(), "POST", "/v2/models/" + tenant + "/infer", tenant + "-secret", body);
  }

  /** A call of the operator's interface; an empty token is none. */
  HttpResponse<String> call(String method, String path, String token, String body)
      throws IOException, InterruptedException {
    return send(api.port(), method, path, token, body);
  }

  boolean serves(String tenant) {
    try {
      return infer(tenant).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Of that kind, about that tenant. */
  long count(String kind, String tenant) {
    return events.after(0).stream()
        .filter(event -> event.kind().equals(kind) && event.tenant().equals(tenant))
        .count();
  }

  /** The processes that serve a tenant. */
  static List<ProcessHandle> workers() {
    try (Stream<ProcessHandle> children = ProcessHandle.current().children()) {
      return children
          .filter(ProcessHandle::isAlive)
          .filter(c -> c.info().commandLine().filter(l -> l.contains("TinyWorker")).isPresent())
          .toList();
    }
  }

  /** What is added to a message about what should not have been. */
  String lastEvents() {
    List<Event> all = events.after(0);
    return "; the last events: " + all.subList(Math.max(0, all.size() - 40), all.size());
  }

  void await(String what, BooleanSupplier condition) throws InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > until) {
        throw new AssertionError("waited for " + what + lastEvents());
      }
      Thread.sleep(50);
    }
  }

  private HttpResponse<String> send(int port, String method, String path, String token, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofMinutes(1))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static List<String> worker() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xmx64m",
        "-XX:+ExitOnOutOfMemoryError",
        "-XX:ErrorFile=/dev/null",
        "-XX:-CreateCoredumpOnCrash",
        "-cp",
        System.getProperty("java.class.path"),
        TinyWorker.class.getName());
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
            Duration.ofSeconds(10),
            1),
        model,
        Token.of(name + "-secret"),
        500,
        Optional.of(new VectorStream(1, Drift.within(Duration.ofMinutes(1)))),
        64,
        Map.of(),
        List.of(new RetrainingChoice("all-layers", Duration.ofSeconds(1), 0.95)));
  }

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
}
