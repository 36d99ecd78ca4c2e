package dev.migrator.live.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.catalog.GpuModels;
import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.InstanceState;
import dev.migrator.gateway.Gateway;
import dev.migrator.gateway.http.DoorSettings;
import dev.migrator.gateway.serve.Token;
import dev.migrator.live.daemon.Daemon;
import dev.migrator.live.daemon.DaemonSettings;
import dev.migrator.live.daemon.Newcomer;
import dev.migrator.live.daemon.Roster;
import dev.migrator.live.daemon.Surroundings;
import dev.migrator.live.emulated.DriverFaults;
import dev.migrator.live.emulated.EmulatedDriver;
import dev.migrator.live.emulated.EmulatedFleet;
import dev.migrator.live.emulated.Occupants;
import dev.migrator.live.event.Event;
import dev.migrator.live.event.EventLog;
import dev.migrator.live.history.History;
import dev.migrator.live.journal.DurableJournal;
import dev.migrator.live.process.Launcher;
import dev.migrator.live.process.RunningWorker;
import dev.migrator.live.process.WorkerListener;
import dev.migrator.live.record.Recorder;
import dev.migrator.live.work.Mailbox;
import dev.migrator.live.work.TenantSettings;
import dev.migrator.live.work.WorkSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tenants come, change and go, and the daemon is killed between any two of the writes. */
class TenantChangesTest {
  private static final GpuModel GPU = GpuModels.named("A30-24GB");

  /** More than the changes below, and the turns in which they are made, write. */
  private static final int MOST_POINTS = 200;

  @TempDir private Path data;

  /** A change, as it is asked for, and what it makes of those who are there. */
  private record Change(String name, String text) {
    CompletableFuture<?> ask(Daemon daemon) {
      return text.equals("goes")
          ? daemon.leave(name)
          : text.equals("new") ? daemon.join(newcomer()) : daemon.replace(newcomer());
    }

    Newcomer newcomer() {
      return new Newcomer(tenant(name), text, Optional.empty());
    }

    Map<String, String> after(Map<String, String> before) {
      Map<String, String> after = new TreeMap<>(before);
      if (text.equals("goes")) {
        after.remove(name);
      } else {
        after.put(name, text);
      }
      return after;
    }
  }

  private static final List<Change> CHANGES =
      List.of(
          new Change("dogs", "new"),
          new Change("cats", "changed"),
          new Change("birds", "new"),
          new Change("dogs", "goes"),
          new Change("dogs", "changed"));

  /** Who is there and who went, as it would be read after a restart. */
  private static final class Disk implements Roster {
    private final Fuse fuse;
    private Map<String, String> there = Map.of("cats", "first");
    private Set<String> gone = Set.of();

    /** By the process that runs. */
    private Set<String> cleared = new HashSet<>();

    /** How often somebody may come before it is full. */
    private int room = Integer.MAX_VALUE;

    Disk(Fuse fuse) {
      this.fuse = fuse;
    }

    @Override
    public Change comes(Newcomer tenant) throws IOException {
      if (room-- <= 0) {
        throw new IOException("no space left");
      }
      return staged(new TenantChangesTest.Change(tenant.name(), tenant.text()));
    }

    @Override
    public Change goes(String tenant) {
      return staged(new TenantChangesTest.Change(tenant, "goes"));
    }

    @Override
    public Set<String> gone() {
      return gone;
    }

    @Override
    public void cleared(String tenant) {
      cleared.add(tenant);
    }

    private Change staged(TenantChangesTest.Change change) {
      fuse.burn();
      Map<String, String> next = change.after(there);
      Set<String> others = new HashSet<>(gone);
      others.removeAll(cleared);
      others.add(change.name());
      others.removeAll(next.keySet());
      return () -> {
        fuse.burn();
        there = next;
        gone = others;
        fuse.burn();
      };
    }
  }

  @Test
  void whoWasToldThatItIsDoneFindsItSoAfterAKillAnywhere() throws Exception {
    int points = 0;
    while (!survives(points)) {
      points++;
      assertThat(points).isLessThan(MOST_POINTS);
    }
    assertThat(points).as("points at which it was killed").isGreaterThan(20);
  }

  @Test
  void whoTakesSomebodysPlaceComesThoughTheDiskIsFullByThen() throws Exception {
    Disk disk = new Disk(new Fuse());
    disk.room = 1;
    Change changed = new Change("cats", "changed");
    try (Life life = new Life(disk, new FaultyDisk(new Fuse()))) {
      assertThat(isDone(changed.ask(life.daemon), life.loop)).isTrue();

      assertThat(disk.there).isEqualTo(Map.of("cats", "changed"));
      assertThat(life.events.after(0))
          .extracting(Event::kind)
          .filteredOn(kind -> kind.startsWith("tenant"))
          .containsExactly("tenant-joined", "tenant-left", "tenant-joined");
    }
  }

  /** Whether all changes were made before the fuse burnt down. */
  private boolean survives(int writes) throws Exception {
    Fuse fuse = new Fuse();
    Disk disk = new Disk(fuse);
    FaultyDisk journal = new FaultyDisk(fuse);
    removeAll(data.resolve("tenants"));
    Map<String, String> told = Map.of("cats", "first");
    train("cats");
    try (Life life = new Life(disk, journal)) {
      fuse.light(writes);
      for (Change change : CHANGES) {
        if (!isDone(change.ask(life.daemon), life.loop)) {
          assertThat(disk.there)
              .as("killed after %d writes", writes)
              .isIn(told, change.after(told));
          fuse.putOut();
          checkFoldersAfterARestart(disk, journal, told.keySet(), writes);
          return false;
        }
        checkFolder(change, told, writes);
        told = change.after(told);
        assertThat(disk.there).as("not killed for %d writes", writes).isEqualTo(told);
      }
      fuse.putOut();
    }
    checkFoldersAfterARestart(disk, journal, told.keySet(), writes);
    return true;
  }

  /** Who is changed keeps its weights; who comes finds nobody's, and is trained. */
  private void checkFolder(Change change, Map<String, String> before, int writes)
      throws IOException {
    if (!change.text().equals("goes")) {
      assertThat(Files.exists(weights(change.name())))
          .as("weights of %s, not killed for %d writes", change.name(), writes)
          .isEqualTo(before.containsKey(change.name()));
      train(change.name());
    }
  }

  /** Those who are there and were before have their weights; nobody else has anything. */
  private void checkFoldersAfterARestart(
      Disk disk, FaultyDisk journal, Set<String> before, int writes) throws Exception {
    disk.cleared = new HashSet<>();
    try (Life life = new Life(disk, journal)) {
      while (life.daemon.view().filter(view -> !view.instances().isEmpty()).isEmpty()) {
        Thread.sleep(1);
      }
    }
    try (Stream<Path> folders = Files.list(data.resolve("tenants"))) {
      assertThat(disk.there.keySet())
          .as("killed after %d writes", writes)
          .containsAll(folders.map(folder -> folder.getFileName().toString()).toList());
    }
    for (String name : disk.there.keySet()) {
      assertThat(Files.exists(weights(name)))
          .as("weights of %s, killed after %d writes", name, writes)
          .isEqualTo(before.contains(name));
    }
  }

  private static void removeAll(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  private Path weights(String tenant) {
    Path all = data.resolve("tenants").resolve(tenant).resolve("weights");
    return all.resolve(tenant(tenant).model()).resolve("1-0.9000");
  }

  private void train(String tenant) throws IOException {
    Files.createDirectories(weights(tenant).getParent());
    Files.writeString(weights(tenant), "weights of " + tenant);
  }

  /** A daemon from its start to its end, or to where it is killed. */
  private final class Life implements AutoCloseable {
    private final EventLog events = new EventLog(Instant::now, _ -> {});
    private final Gateway gateway;
    private final Daemon daemon;
    private final Thread loop;

    Life(Disk disk, FaultyDisk journal) throws IOException {
      Mailbox mailbox = new Mailbox();
      gateway = Gateway.open(DoorSettings.onLoopback(0), mailbox);
      daemon = daemon(gateway, mailbox, events, disk, journal);
      loop = Thread.ofPlatform().start(this::run);
    }

    private void run() {
      try {
        daemon.run();
      } catch (Crash e) {
        // That is what it is about.
      }
    }

    @Override
    public void close() throws InterruptedException {
      daemon.stop();
      loop.join(Duration.ofMinutes(1));
      gateway.close();
    }
  }

  private static boolean isDone(CompletableFuture<?> change, Thread loop)
      throws InterruptedException, ExecutionException {
    while (true) {
      try {
        change.get(20, TimeUnit.MILLISECONDS);
        return true;
      } catch (TimeoutException e) {
        if (!loop.isAlive()) {
          return change.isDone();
        }
      }
    }
  }

  private Daemon daemon(
      Gateway gateway, Mailbox mailbox, EventLog events, Disk roster, FaultyDisk disk)
      throws IOException {
    LoopSettings settings =
        LoopSettings.of(GPU, Duration.ofMillis(20), 1_000, Duration.ofSeconds(2));
    Launcher launcher = (_, listener) -> new Idle(listener);
    return Daemon.of(
        new DaemonSettings(
            settings,
            Setting.random(1, false),
            Duration.ofMinutes(1),
            "last-value",
            Setting.BUILDERS,
            WorkSettings.of(data, 1, 1),
            roster.there.keySet().stream().map(TenantChangesTest::tenant).toList(),
            OptionalInt.empty()),
        new Surroundings(
            fleet(),
            _ -> "",
            DurableJournal.open(disk.mount(), DurableJournal.Sizes.STANDARD, _ -> {}),
            () -> DurableJournal.open(disk.mount(), DurableJournal.Sizes.STANDARD, _ -> {}),
            roster,
            gateway,
            mailbox,
            launcher,
            events,
            _ -> {},
            System::nanoTime,
            () -> Duration.ZERO,
            new Recorder("test", settings),
            History.NONE,
            Instant::now));
  }

  private static EmulatedFleet fleet() throws IOException {
    Occupants nobody =
        new Occupants() {
          @Override
          public boolean isBusy(String instance) {
            return false;
          }

          @Override
          public InstanceState state(String instance) {
            return InstanceState.READY;
          }
        };
    EmulatedDriver driver =
        EmulatedDriver.open(
            List.of(GPU),
            new MemoryInMemory(new Fuse()),
            System::nanoTime,
            nobody,
            DriverFaults.NONE);
    return new EmulatedFleet(driver, System::nanoTime, nobody, (_, _, _) -> {});
  }

  private static TenantSettings tenant(String name) {
    return new TenantSettings(
        Setting.member(name, GPU).tenant(),
        "plain",
        Token.of(name),
        10,
        Optional.empty(),
        64,
        Map.of(),
        List.of());
  }

  /** A process that does nothing but go. */
  private record Idle(WorkerListener listener) implements RunningWorker {
    @Override
    public long pid() {
      return 1;
    }

    @Override
    public void tell(String word) {
      listener.ended(0);
    }

    @Override
    public void kill() {
      listener.ended(137);
    }
  }
}
