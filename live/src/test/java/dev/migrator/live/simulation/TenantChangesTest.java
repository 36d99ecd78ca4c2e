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
import dev.migrator.live.daemon.Roster;
import dev.migrator.live.emulated.DriverFaults;
import dev.migrator.live.emulated.EmulatedDriver;
import dev.migrator.live.emulated.EmulatedFleet;
import dev.migrator.live.emulated.Occupants;
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
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
          : text.equals("new")
              ? daemon.join(tenant(name), text)
              : daemon.replace(tenant(name), text);
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

  /** Who is there, as it would be read after a restart. */
  private static final class Disk implements Roster {
    private final Fuse fuse;
    private Map<String, String> there = Map.of("cats", "first");

    Disk(Fuse fuse) {
      this.fuse = fuse;
    }

    @Override
    public Change comes(String tenant, String text) {
      return staged(new TenantChangesTest.Change(tenant, text).after(there));
    }

    @Override
    public Change goes(String tenant) {
      return staged(new TenantChangesTest.Change(tenant, "goes").after(there));
    }

    private Change staged(Map<String, String> next) {
      fuse.burn();
      return () -> {
        fuse.burn();
        there = next;
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

  /** Whether all changes were made before the fuse burnt down. */
  private boolean survives(int writes) throws Exception {
    Fuse fuse = new Fuse();
    Disk disk = new Disk(fuse);
    FaultyDisk journal = new FaultyDisk(fuse);
    Mailbox mailbox = new Mailbox();
    try (Gateway gateway = Gateway.open(DoorSettings.onLoopback(0), mailbox)) {
      Daemon daemon = daemon(gateway, mailbox, disk, journal);
      Thread loop =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      daemon.run();
                    } catch (Crash e) {
                      // That is what it is about.
                    }
                  });
      fuse.light(writes);
      Map<String, String> told = Map.of("cats", "first");
      for (Change change : CHANGES) {
        if (!isDone(change.ask(daemon), loop)) {
          assertThat(disk.there)
              .as("killed after %d writes", writes)
              .isIn(told, change.after(told));
          return false;
        }
        told = change.after(told);
        assertThat(disk.there).as("not killed for %d writes", writes).isEqualTo(told);
      }
      fuse.putOut();
      daemon.stop();
      loop.join(Duration.ofMinutes(1));
      return true;
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

  private Daemon daemon(Gateway gateway, Mailbox mailbox, Roster roster, FaultyDisk disk)
      throws IOException {
    LoopSettings settings =
        LoopSettings.of(GPU, Duration.ofMillis(20), 1_000, Duration.ofSeconds(2));
    EventLog events = new EventLog(Instant::now, _ -> {});
    Launcher launcher = (_, listener) -> new Idle(listener);
    return Daemon.of(
        new DaemonSettings(
            settings,
            Setting.random(1, false),
            Duration.ofMinutes(1),
            "last-value",
            Setting.BUILDERS,
            WorkSettings.of(data, 1, 1),
            List.of(tenant("cats")),
            OptionalInt.empty()),
        new Daemon.Surroundings(
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
