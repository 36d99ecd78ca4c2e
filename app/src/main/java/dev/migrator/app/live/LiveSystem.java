package dev.migrator.app.live;

import dev.migrator.app.policy.Recipes;
import dev.migrator.app.scenario.LiveConfiguration;
import dev.migrator.app.scenario.LiveFile;
import dev.migrator.app.scenario.LiveTenantEntry;
import dev.migrator.app.usage.UsageException;
import dev.migrator.gateway.Gateway;
import dev.migrator.gateway.http.DoorSettings;
import dev.migrator.gateway.serve.Token;
import dev.migrator.live.api.Api;
import dev.migrator.live.api.ApiServer;
import dev.migrator.live.daemon.Daemon;
import dev.migrator.live.daemon.DaemonSettings;
import dev.migrator.live.daemon.Newcomer;
import dev.migrator.live.daemon.Surroundings;
import dev.migrator.live.event.EventLog;
import dev.migrator.live.history.History;
import dev.migrator.live.history.HistoryBounds;
import dev.migrator.live.history.HistoryWriter;
import dev.migrator.live.history.NativeLibrary;
import dev.migrator.live.journal.DurableJournal;
import dev.migrator.live.journal.FileStorage;
import dev.migrator.live.load.Load;
import dev.migrator.live.load.LoadGenerator;
import dev.migrator.live.process.ProcessLauncher;
import dev.migrator.live.record.Recorder;
import dev.migrator.live.work.Clock;
import dev.migrator.live.work.Mailbox;
import dev.migrator.live.work.TenantSettings;
import dev.migrator.live.work.WorkSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** A live system: gateway, daemon and, where it is asked for, a load of its own. */
public final class LiveSystem {
  private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

  /** What exists is kept where planning takes longer. */
  private static final Duration PLAN_WITHIN = Duration.ofSeconds(5);

  private final LiveConfiguration configuration;
  private final DataFolder data;
  private final TenantBook book;
  private final Log log;
  private final EventLog events;
  private final Devices devices;
  private final Link link;
  private final Clock clock = System::nanoTime;
  private final Supplier<Duration> streamTime;
  private final Recorder recorder;
  private final CompletableFuture<Void> over = new CompletableFuture<>();

  private LiveSystem(
      LiveConfiguration configuration,
      DataFolder data,
      Log log,
      EventLog events,
      Devices devices,
      Link link)
      throws IOException {
    this.configuration = configuration;
    this.data = data;
    this.book =
        TenantBook.open(
            configuration.data(),
            configuration.tenants().stream()
                .map(entry -> entry.tenant().name())
                .collect(Collectors.toSet()));
    this.log = log;
    this.events = events;
    this.devices = devices;
    this.link = link;
    this.recorder = new Recorder(configuration.name(), configuration.loop());
    Instant began = data.began();
    this.streamTime = () -> Duration.between(began, Instant.now());
  }

  /**
   * Runs it until it is stopped: by a signal, or because its windows are over.
   *
   * @param file that describes it
   * @param environment where the driver and its records may be named
   * @param out where its log goes
   * @throws UsageException if the file is wrong, or its folder, a port or the GPUs cannot be used
   */
  public static void run(Path file, Map<String, String> environment, PrintWriter out) {
    LiveConfiguration configuration = LiveFile.read(file);
    try (DataFolder data = DataFolder.open(configuration.data())) {
      Log log = new Log(out);
      EventLog events = new EventLog(Instant::now, log::event);
      Link link = new Link();
      Devices devices = devices(configuration, environment, events, link);
      try {
        LiveConfiguration fitted =
            devices.models().map(models -> LiveFile.read(file, models)).orElse(configuration);
        new LiveSystem(fitted, data, log, events, devices, link).run();
      } finally {
        devices.close();
      }
    } catch (BindException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new UsageException(
          "data: '%s' cannot be used (%s).".formatted(configuration.data(), e.getMessage()), e);
    }
  }

  private static Devices devices(
      LiveConfiguration configuration, Map<String, String> environment, EventLog events, Link link)
      throws IOException {
    return switch (configuration.fleet()) {
      case LiveConfiguration.Emulated _ -> Devices.emulated(configuration, link);
      case LiveConfiguration.Real real -> Devices.real(real, environment, events, link);
    };
  }

  private void run() throws IOException {
    try {
      serve();
    } finally {
      devices.close();
      log.say("stopped", "");
      over.complete(null);
    }
  }

  private void serve() throws IOException {
    Mailbox mailbox = new Mailbox();
    try (DurableJournal journal = journal();
        HistoryWriter history = history();
        Gateway gateway =
            Gateway.open(DoorSettings.onLoopback(configuration.gatewayPort()), mailbox)) {
      Daemon daemon = Daemon.of(settings(), surroundings(journal, history, gateway, mailbox));
      link.to(daemon);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndWait(daemon), "stop"));
      Api api = new Api(daemon, gateway, events, Token.of(data.operatorToken()), this::newTenant);
      try (ApiServer server = ApiServer.open(configuration.apiPort(), api)) {
        log.say(
            "listening",
            "gateway=http://127.0.0.1:%d api=http://127.0.0.1:%d"
                .formatted(gateway.port(), server.port()));
        List<LoadGenerator> loads = loads(gateway.port());
        daemon.run();
        loads.forEach(LoadGenerator::close);
        api.end();
      }
      record();
    }
  }

  private void record() throws IOException {
    if (recorder.windows() > 0) {
      Path scenario = recorder.write(configuration.data().resolve("recording"));
      log.say(
          "recorded",
          String.format(
              Locale.ROOT,
              "windows=%d goodput=%.1f by_tenant=%s scenario=%s",
              recorder.windows(),
              recorder.goodput(),
              byTenant(),
              scenario));
    }
  }

  private String byTenant() {
    return recorder.goodputs().entrySet().stream()
        .map(entry -> String.format(Locale.ROOT, "%s:%.1f", entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(","));
  }

  /** One that keeps its token if it is there already. */
  private Newcomer newTenant(String text) throws IOException {
    try {
      LiveTenantEntry entry = LiveFile.tenant(configuration, text);
      if (entry.token().isPresent()) {
        return new Newcomer(tenant(entry, entry.token().get()), text, Optional.empty());
      }
      String token = book.madeToken(entry.tenant().name()).orElseGet(Tokens::random);
      return new Newcomer(tenant(entry, token), text, Optional.of(token));
    } catch (UsageException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private void stopAndWait(Daemon daemon) {
    try {
      daemon.stop();
      over.get(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      // Workers end with this process: their standard input does.
      Thread.currentThread().interrupt();
    }
  }

  private DaemonSettings settings() throws IOException {
    List<TenantSettings> tenants = new ArrayList<>();
    for (LiveTenantEntry entry : entries()) {
      tenants.add(tenant(entry, token(entry)));
    }
    return new DaemonSettings(
        configuration.loop(),
        Recipes.of("migrator", configuration.planning()),
        PLAN_WITHIN,
        configuration.planning().forecast(),
        new Recipes(),
        work().with(configuration.probes()),
        tenants,
        configuration.windows());
  }

  /** The tenants of the file, but as they were changed since. */
  private List<LiveTenantEntry> entries() {
    SequencedMap<String, LiveTenantEntry> entries = new LinkedHashMap<>();
    configuration.tenants().forEach(entry -> entries.put(entry.tenant().name(), entry));
    book.changed()
        .forEach(
            (name, text) ->
                text.ifPresentOrElse(
                    t -> entries.put(name, kept(name, t)), () -> entries.remove(name)));
    return List.copyOf(entries.values());
  }

  private LiveTenantEntry kept(String name, String text) {
    try {
      return LiveFile.tenant(configuration, text);
    } catch (UsageException e) {
      throw new UsageException(
          "%s: tenant %s, which came over the API, cannot be had any more: %s"
              .formatted(configuration.data().resolve(TenantBook.NAME), name, e.getMessage()),
          e);
    }
  }

  private WorkSettings work() {
    return switch (configuration.fleet()) {
      case LiveConfiguration.Emulated emulated ->
          WorkSettings.of(configuration.data(), emulated.wholeCores(), configuration.seed());
      case LiveConfiguration.Real _ ->
          WorkSettings.onGpus(configuration.data(), configuration.seed());
    };
  }

  private DurableJournal journal() throws IOException {
    return DurableJournal.open(
        FileStorage.open(configuration.data().resolve("journal")),
        DurableJournal.Sizes.STANDARD,
        notice -> log.say("journal", "text=\"%s\"".formatted(notice)));
  }

  private HistoryWriter history() throws IOException {
    NativeLibrary.unpackInto(configuration.data().resolve("native"));
    return HistoryWriter.begin(
        configuration.data().resolve(HistoryWriter.NAME),
        HistoryBounds.USUAL,
        warning -> events.add("history", "", warning));
  }

  private Surroundings surroundings(
      DurableJournal journal, History history, Gateway gateway, Mailbox mailbox) {
    return new Surroundings(
        devices.fleet(),
        devices.name(),
        journal,
        this::journal,
        book,
        gateway,
        mailbox,
        new ProcessLauncher(WorkerCommand.of(configuration.worker())),
        events,
        log::turn,
        clock,
        streamTime,
        recorder,
        history,
        Instant::now);
  }

  private String token(LiveTenantEntry entry) throws IOException {
    return entry.token().isPresent()
        ? entry.token().get()
        : book.madeTokenOrNew(entry.tenant().name());
  }

  private static TenantSettings tenant(LiveTenantEntry entry, String token) {
    return new TenantSettings(
        entry.tenant(),
        entry.model(),
        Token.of(token),
        entry.mostWaiting(),
        entry.stream(),
        entry.examples(),
        entry.epochs(),
        entry.choices());
  }

  private List<LoadGenerator> loads(int port) throws IOException {
    List<LoadGenerator> loads = new ArrayList<>();
    URI gateway = URI.create("http://127.0.0.1:" + port);
    for (LiveTenantEntry entry : configuration.tenants()) {
      boolean isAsInFile = !book.changed().containsKey(entry.tenant().name());
      if (isAsInFile && entry.load().isPresent() && entry.stream().isPresent()) {
        int[] counts = entry.load().get();
        String name = entry.tenant().name();
        Load load =
            new Load(
                name,
                token(entry),
                gateway,
                "input",
                entry.stream().get(),
                configuration.seed() + loads.size());
        loads.add(
            LoadGenerator.start(
                load, second -> counts[(int) (second % counts.length)], streamTime));
      }
    }
    return loads;
  }
}
