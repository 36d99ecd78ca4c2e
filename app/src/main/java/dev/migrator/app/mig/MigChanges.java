package dev.migrator.app.mig;

import dev.migrator.app.usage.UsageException;
import dev.migrator.core.model.InstanceReading;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Step;
import dev.migrator.nvml.device.MigInstance;
import dev.migrator.nvml.fleet.FleetSettings;
import dev.migrator.nvml.fleet.NvmlFleet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Brings GPUs to what a configuration says, touching only what differs. */
public final class MigChanges {
  private static final long LOOK_MILLIS = 5;

  private final Machine machine;
  private final Path state;

  /**
   * On that machine.
   *
   * @param state the folder of locks and records
   */
  public MigChanges(Machine machine, Path state) {
    this.machine = machine;
    this.state = state;
  }

  /**
   * What differs.
   *
   * @param file the configuration's file
   * @param name which configuration, if the file has several
   * @throws UsageException if it cannot be read or cannot be had on these GPUs
   */
  public Difference difference(Path file, Optional<String> name) {
    List<GpuChange> changes = changes(MigConfigFile.read(file, name));
    return Difference.of(changes, isNothing(changes), List.of());
  }

  private List<GpuChange> changes(MigConfig config) {
    return Wanted.changes(config, machine.gpus());
  }

  private static boolean isNothing(List<GpuChange> changes) {
    return changes.stream().allMatch(GpuChange::isNothing);
  }

  /**
   * Makes the GPUs so.
   *
   * @param adopt whether instances that are not ours may be destroyed
   * @param limit how long it may take
   * @param told what happens, as it happens
   * @return what differed, and whether it is done
   * @throws UsageException if it cannot begin; nothing has been done then
   */
  public Difference apply(
      Path file, Optional<String> name, boolean adopt, Duration limit, Consumer<String> told) {
    MigConfig config = MigConfigFile.read(file, name);
    List<GpuChange> changes = changes(config);
    changes.forEach(MigChanges::requireMode);
    List<GpuChange> due = changes.stream().filter(change -> !change.isNothing()).toList();
    if (due.isEmpty()) {
      return Difference.of(changes, true, List.of());
    }
    List<String> messages = Collections.synchronizedList(new ArrayList<>());
    Consumer<String> telling =
        message -> {
          messages.add(message);
          told.accept(message);
        };
    boolean isInTime;
    try (NvmlFleet fleet = fleet(due, telling)) {
      own(fleet, due, adopt);
      Thread ending = endsWithTheProgram(fleet);
      fleet.start();
      begin(fleet, due);
      isInTime = await(fleet, limit);
      withdraw(ending);
    }
    List<GpuChange> left = changes(config);
    if (!isInTime && !isNothing(left)) {
      telling.accept(late(limit, due, left));
    }
    return Difference.of(changes, isNothing(left), List.copyOf(messages));
  }

  private static String late(Duration limit, List<GpuChange> due, List<GpuChange> left) {
    List<Placement> destroyed = destroyed(due);
    List<Placement> created = due.stream().flatMap(c -> c.created().stream()).toList();
    List<Placement> remaining = destroyed(left);
    List<Placement> there =
        left.stream().flatMap(c -> c.kept().stream()).map(MigInstance::placement).toList();
    return "Not done within %d s (--timeout): %d of %d destroyed, %d of %d created."
        .formatted(
            limit.toSeconds(),
            destroyed.stream().filter(place -> !remaining.contains(place)).count(),
            destroyed.size(),
            created.stream().filter(there::contains).count(),
            created.size());
  }

  private static List<Placement> destroyed(List<GpuChange> changes) {
    return changes.stream()
        .flatMap(change -> change.destroyed().stream())
        .map(MigInstance::placement)
        .toList();
  }

  /** Whoever interrupts the program does not interrupt a change: that is ended first. */
  private static Thread endsWithTheProgram(NvmlFleet fleet) {
    Thread ending = new Thread(fleet::close, "gpu-ending");
    Runtime.getRuntime().addShutdownHook(ending);
    return ending;
  }

  private static void withdraw(Thread ending) {
    try {
      Runtime.getRuntime().removeShutdownHook(ending);
    } catch (IllegalStateException e) {
      // The program is being ended already, and the hook does its work.
      Thread.currentThread().interrupt();
    }
  }

  private NvmlFleet fleet(List<GpuChange> due, Consumer<String> told) {
    List<Integer> gpus = due.stream().map(change -> change.gpu().index()).toList();
    return NvmlFleet.open(
        machine.nvml(),
        machine.watch(),
        machine.defaults(),
        FleetSettings.usual(state, gpus),
        event -> told.accept(event.message()));
  }

  private static void requireMode(GpuChange change) {
    if (!change.isModeRight()) {
      throw new UsageException(
          "%s: MIG mode is %s; expected %s. It is never changed on the way: `migrator gpu mode --device %d --%s` does that."
              .formatted(
                  Wanted.named(change.gpu()),
                  change.gpu().isMig() ? "enabled" : "disabled",
                  change.wantsMig() ? "enabled" : "disabled",
                  change.gpu().index(),
                  change.wantsMig() ? "enable" : "disable"));
    }
  }

  /** Takes over those that are to go and are not ours, if that is wanted. */
  private static void own(NvmlFleet fleet, List<GpuChange> due, boolean adopt) {
    List<MigInstance> foreign =
        fleet.foreign().stream().filter(i -> goes(i, due.get(i.placement().gpu()))).toList();
    if (!foreign.isEmpty() && !adopt) {
      throw new UsageException(
          "%s would be destroyed and were not made by migrator; nothing is done. Maybe --adopt, if nobody else manages them?"
              .formatted(foreign));
    }
    foreign.forEach(i -> fleet.adopt(i, name("adopted", i.placement())));
  }

  private static boolean goes(MigInstance instance, GpuChange change) {
    return change.destroyed().stream().anyMatch(i -> isAt(i.placement(), instance.placement()));
  }

  /** Whether it is the same place; the fleet numbers only the GPUs that it was given. */
  private static boolean isAt(Placement one, Placement other) {
    return one.start() == other.start() && one.profile().name().equals(other.profile().name());
  }

  private static void begin(NvmlFleet fleet, List<GpuChange> due) {
    for (int number = 0; number < due.size(); number++) {
      GpuChange change = due.get(number);
      for (InstanceReading reading : fleet.instances()) {
        Placement place = reading.placement();
        if (place.gpu() == number
            && change.destroyed().stream().anyMatch(i -> isAt(i.placement(), place))) {
          fleet.destroy(new Step.Destroy(reading.id()));
        }
      }
      for (Placement place : change.created()) {
        fleet.create(new Step.Create(name("applied", place), place.on(number)));
      }
    }
  }

  private static String name(String how, Placement place) {
    return "%s-%d-%s".formatted(how, System.currentTimeMillis(), place);
  }

  /** Whether all is settled within that time. */
  private static boolean await(NvmlFleet fleet, Duration limit) {
    long until = System.nanoTime() + limit.toNanos();
    try {
      while (!fleet.isSettled() && System.nanoTime() < until) {
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return fleet.isSettled();
  }

  /** What is there, as a configuration with places; of some GPUs or all. */
  public Object export(List<String> chosen) {
    return MigExport.withPlaces(machine.gpus(chosen));
  }

  /** What is there, as a configuration of mig-parted. */
  public Object exportForMigParted(List<String> chosen, String name) {
    return MigExport.asMigPartedReadsIt(name, machine.gpus(chosen));
  }
}
