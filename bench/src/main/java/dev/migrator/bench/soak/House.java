package dev.migrator.bench.soak;

import dev.migrator.app.live.TenantBook;
import dev.migrator.app.policy.Planning;
import dev.migrator.app.policy.Recipes;
import dev.migrator.core.control.Caution;
import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.control.RetrainingSettings;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.plan.Reason;
import dev.migrator.gateway.Gateway;
import dev.migrator.gateway.http.DoorSettings;
import dev.migrator.gateway.serve.Token;
import dev.migrator.live.api.Api;
import dev.migrator.live.api.ApiServer;
import dev.migrator.live.daemon.Daemon;
import dev.migrator.live.daemon.DaemonSettings;
import dev.migrator.live.daemon.LiveView;
import dev.migrator.live.daemon.Newcomer;
import dev.migrator.live.daemon.Surroundings;
import dev.migrator.live.emulated.DriverFaults;
import dev.migrator.live.emulated.DriverInstance;
import dev.migrator.live.emulated.EmulatedDriver;
import dev.migrator.live.emulated.EmulatedFleet;
import dev.migrator.live.emulated.FileMemory;
import dev.migrator.live.emulated.Occupants;
import dev.migrator.live.event.Event;
import dev.migrator.live.event.EventLog;
import dev.migrator.live.history.HistoryBounds;
import dev.migrator.live.history.HistoryWriter;
import dev.migrator.live.journal.DurableJournal;
import dev.migrator.live.journal.FileStorage;
import dev.migrator.live.record.Recorder;
import dev.migrator.live.work.Mailbox;
import dev.migrator.live.work.WorkSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A live system as {@code migrator serve} puts it together, but for its clock, which is quick, and
 * its workers, which are {@link InProcess}. The gateway keeps to real time, as callers and sockets
 * do.
 */
final class House implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final QuickClock clock;
  private final InProcess workers;
  private final Map<String, Long> kinds = new ConcurrentHashMap<>();
  private final EventLog events = new EventLog(Instant::now, this::count);
  private final AtomicReference<Optional<CompletableFuture<Census>>> asked =
      new AtomicReference<>(Optional.empty());
  private final DurableJournal journal;
  private final HistoryWriter history;
  private final Gateway gateway;
  private final EmulatedDriver driver;
  private final Daemon daemon;
  private final Api pages;
  private final ApiServer api;
  private final Thread loop;
  private Optional<Daemon> running = Optional.empty();

  /**
   * What was there at the end of a turn.
   *
   * @param instances those that the driver has
   */
  record Census(LiveView view, List<DriverInstance> instances) {}

  House(Path data, QuickClock clock, long seed) throws IOException {
    this.clock = clock;
    this.workers = new InProcess(clock, seed);
    LoopSettings settings =
        LoopSettings.of(
            Population.GPU, Population.SLOT, Population.SLOTS_PER_WINDOW, Duration.ofSeconds(3));
    journal = journal(data);
    history =
        HistoryWriter.begin(
            data.resolve(HistoryWriter.NAME),
            HistoryBounds.USUAL,
            warning -> events.add("history", "", warning));
    Instant began = Instant.now();
    Mailbox mailbox = new Mailbox();
    gateway = Gateway.open(DoorSettings.onLoopback(0), mailbox);
    Occupants occupants = new Loops();
    driver =
        EmulatedDriver.open(
            List.of(Population.GPU),
            new FileMemory(data.resolve("gpus")),
            clock::nanos,
            occupants,
            DriverFaults.NONE);
    daemon =
        Daemon.of(
            settings(settings, data, seed),
            new Surroundings(
                fleet(occupants),
                _ -> "",
                journal,
                () -> journal(data),
                TenantBook.open(data, Set.copyOf(Population.RESIDENTS)),
                gateway,
                mailbox,
                workers,
                events,
                _ -> answer(),
                clock,
                clock::time,
                new Recorder("soak", settings),
                history,
                () -> began.plus(clock.time())));
    running = Optional.of(daemon);
    pages = new Api(daemon, gateway, events, Token.of(Visitors.OPERATOR), House::newcomer);
    api = ApiServer.open(0, pages);
    loop = Thread.ofPlatform().name("loop").start(daemon::run);
  }

  private DurableJournal journal(Path data) throws IOException {
    return DurableJournal.open(
        FileStorage.open(data.resolve("journal")),
        DurableJournal.Sizes.STANDARD,
        notice -> events.add("journal", "", notice));
  }

  /** Whose token was made; the operator hands it on. */
  private static Newcomer newcomer(String name) {
    return new Newcomer(Population.tenant(name), name, Optional.of(Population.token(name)));
  }

  int gatewayPort() {
    return gateway.port();
  }

  int apiPort() {
    return api.port();
  }

  InProcess workers() {
    return workers;
  }

  /** How often each kind of event has happened. */
  Map<String, Long> kinds() {
    return new TreeMap<>(kinds);
  }

  /** What is there when the next turn ends. */
  Census census() throws IOException, InterruptedException {
    CompletableFuture<Census> answer = new CompletableFuture<>();
    asked.set(Optional.of(answer));
    try {
      return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the loop takes no turns any more: " + kinds(), e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      daemon.stop().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      loop.join(PATIENCE);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the loop does not stop", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    pages.end();
    api.close();
    gateway.close();
    history.close();
    journal.close();
  }

  private static DaemonSettings settings(LoopSettings settings, Path data, long seed) {
    return new DaemonSettings(
        settings,
        Recipes.of("migrator", planning()),
        Duration.ofSeconds(5),
        Planning.DEFAULT_FORECAST,
        new Recipes(),
        WorkSettings.of(data, 1, seed),
        Population.RESIDENTS.stream().map(Population::tenant).toList(),
        OptionalInt.empty());
  }

  private static Planning planning() {
    return new Planning(
        Planning.DEFAULT_FORECAST,
        LoopSettings.TERMINAL_WINDOWS,
        LoopSettings.SETUP_PENALTY,
        OptionalDouble.empty(),
        OptionalLong.empty(),
        RetrainingSettings.USUAL,
        Planning.DEFAULT_REPLAN,
        EnumSet.allOf(Reason.class),
        Planning.DEFAULT_LOOKAHEAD,
        Planning.DEFAULT_ILP_TIME_LIMIT,
        Caution.QUANTILES,
        false);
  }

  private EmulatedFleet fleet(Occupants occupants) {
    return new EmulatedFleet(
        driver,
        clock::nanos,
        occupants,
        (id, what, detail) -> running.ifPresent(d -> d.happened(id, what, detail)));
  }

  private void count(Event event) {
    kinds.merge(event.kind(), 1L, Long::sum);
  }

  /** By the loop's thread, whose the driver is. */
  private void answer() {
    asked
        .getAndSet(Optional.empty())
        .ifPresent(
            answer ->
                running
                    .flatMap(Daemon::view)
                    .ifPresent(view -> answer.complete(new Census(view, driver.instances()))));
  }

  /** Asked by the loop's thread only. */
  private final class Loops implements Occupants {
    @Override
    public boolean isBusy(String instance) {
      return running.filter(d -> d.isBusy(instance)).isPresent();
    }

    @Override
    public InstanceState state(String instance) {
      return running.map(d -> d.stateOf(instance)).orElse(InstanceState.STARTING);
    }
  }
}
