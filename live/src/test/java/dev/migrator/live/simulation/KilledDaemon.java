package dev.migrator.live.simulation;

import dev.migrator.catalog.GpuModels;
import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.control.PlanAttempt;
import dev.migrator.core.model.GpuModel;
import dev.migrator.live.emulated.DriverFaults;
import dev.migrator.live.emulated.EmulatedDriver;
import dev.migrator.live.emulated.EmulatedFleet;
import dev.migrator.live.emulated.FileMemory;
import dev.migrator.live.journal.DurableJournal;
import dev.migrator.live.journal.FileStorage;
import dev.migrator.live.journal.Known;
import dev.migrator.live.journal.Member;
import dev.migrator.live.journal.RecordedLoop;
import dev.migrator.live.journal.Recovery;
import dev.migrator.live.journal.Turn;
import dev.migrator.live.journal.World;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A program that drives a recorded loop on real files, as fast as it can, until it is killed: a
 * line for each slot, and before that one that tells what was recovered. Its clock counts slots.
 */
public final class KilledDaemon {
  private static final GpuModel MODEL = GpuModels.named("A100-40GB");
  private static final LoopSettings SETTINGS = Setting.settings(MODEL, 2);
  private static final List<Member> MEMBERS =
      List.of(Setting.member("a", MODEL), Setting.member("b", MODEL));

  private KilledDaemon() {}

  /**
   * Runs in the folder that is given.
   *
   * @throws IOException if files cannot be read or written
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    DurableJournal journal =
        DurableJournal.open(
            FileStorage.open(folder.resolve("journal")),
            DurableJournal.Sizes.STANDARD,
            notice -> System.out.println("notice " + notice));
    long[] nanos = {1};
    FakeWorkloads workloads = new FakeWorkloads(() -> nanos[0], new Random());
    MEMBERS.forEach(member -> workloads.join(member.name()));
    EmulatedDriver driver =
        EmulatedDriver.open(
            SETTINGS.models(),
            new FileMemory(folder.resolve("driver")),
            () -> nanos[0],
            workloads,
            DriverFaults.NONE);
    List<RecordedLoop> loops = new ArrayList<>();
    EmulatedFleet fleet =
        new EmulatedFleet(
            driver,
            () -> nanos[0],
            workloads,
            (id, what, detail) -> {
              workloads.happened(id, what);
              loops.forEach(loop -> loop.happened(id, what, detail));
            });
    boolean isFresh = journal.memory().settings().isEmpty();
    Recovery recovery =
        Recovery.of(
            journal.memory().instances(),
            fleet.instances(),
            MEMBERS.stream().map(Member::name).collect(Collectors.toSet()),
            Recovery.Foreign.LEAVE);
    System.out.println(recovered(recovery));
    RecordedLoop loop =
        RecordedLoop.begin(
            journal,
            SETTINGS,
            isFresh ? MEMBERS : journal.memory().members(),
            Setting.random(1, true),
            recovery,
            new World(fleet, workloads, PlanAttempt.PATIENT, System::nanoTime),
            Setting.BUILDERS);
    loops.add(loop);
    while (loop.tick() instanceof Turn.Taken taken) {
      nanos[0] += SETTINGS.slot().toNanos();
      System.out.println("slot " + taken.slot());
    }
    System.out.println("read-only");
  }

  private static String recovered(Recovery recovery) {
    Set<String> adopted = recovery.adopted().stream().map(Known::id).collect(Collectors.toSet());
    return "recovered adopted=%d destroyed=%d left=%d forgotten=%d"
        .formatted(
            adopted.size(),
            recovery.destroyed().size(),
            recovery.left().size(),
            recovery.forgotten().size());
  }
}
