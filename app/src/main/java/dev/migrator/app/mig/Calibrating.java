package dev.migrator.app.mig;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.migrator.app.output.Table;
import dev.migrator.app.usage.UsageException;
import dev.migrator.core.model.InstanceReading;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.Step;
import dev.migrator.nvml.device.GpuIdentity;
import dev.migrator.nvml.device.GpuList;
import dev.migrator.nvml.device.MigInstance;
import dev.migrator.nvml.fleet.FleetEvent;
import dev.migrator.nvml.fleet.FleetSettings;
import dev.migrator.nvml.fleet.NvmlFleet;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Measures how long a GPU takes to create and destroy an instance of each profile, and a worker to
 * start on it, on slices that are free. Times are those that the control loop sees: from asking
 * until the instance is there, or gone.
 *
 * @param gpu the GPU model's name
 * @param source when and how it was measured
 * @param profiles medians, in the form of a calibration file
 */
public record Calibrating(String gpu, String source, List<Row> profiles) {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final long LOOK_MILLIS = 1;
  private static final double NANOS = 1e-9;

  /** A profile's times; without a worker there is no start. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Row(
      String profile, double createSeconds, double destroySeconds, @Nullable Double startSeconds) {

    /** For people who wait for the others. */
    String shown() {
      String start = startSeconds == null ? "" : ", worker start %s s".formatted(startSeconds);
      return "%s: create %s s, destroy %s s%s"
          .formatted(profile, createSeconds, destroySeconds, start);
    }
  }

  /**
   * Measures.
   *
   * @param state the folder of locks and records
   * @param device index or UUID of the GPU
   * @param rounds of which the medians are taken
   * @param worker a command that starts a worker, if there is one
   * @param told of each profile as it is done
   * @throws UsageException if nothing can be created
   */
  public static Calibrating of(
      Machine machine,
      Path state,
      String device,
      int rounds,
      Optional<String> worker,
      Consumer<String> told) {
    GpuList.Entry entry = machine.gpus(List.of(device)).getFirst();
    if (!entry.isMig()) {
      throw new UsageException(
          "%s is not in MIG mode; expected that it is.".formatted(Wanted.named(entry)));
    }
    List<FleetEvent> events = Collections.synchronizedList(new ArrayList<>());
    try (NvmlFleet fleet =
        NvmlFleet.open(
            machine.nvml(),
            machine.watch(),
            machine.defaults(),
            FleetSettings.usual(state, List.of(entry.index())),
            events::add)) {
      fleet.start();
      List<Row> rows = new ArrayList<>();
      for (Profile profile : fleet.models().getFirst().baseProfiles()) {
        free(fleet, profile)
            .ifPresentOrElse(
                place -> rows.add(row(fleet, place, rounds, worker, events, told)),
                () -> told.accept("%s: no free slices; left out.".formatted(profile.name())));
      }
      if (rows.isEmpty()) {
        throw new UsageException(
            "%s has no free slices; expected some. Maybe apply an empty configuration first?"
                .formatted(Wanted.named(entry)));
      }
      return new Calibrating(
          fleet.models().getFirst().name(), source(machine, entry, rounds, worker), rows);
    }
  }

  private static String source(
      Machine machine, GpuList.Entry gpu, int rounds, Optional<String> worker) {
    return "measured on %s on %s, driver %s, by migrator gpu calibrate: medians of %d rounds%s"
        .formatted(
            gpu.identity().map(GpuIdentity::product).orElse("?"),
            LocalDate.now(ZoneOffset.UTC),
            machine.nvml().driverVersion(),
            rounds,
            worker.map(command -> ", worker: " + command).orElse(""));
  }

  private static Optional<Placement> free(NvmlFleet fleet, Profile profile) {
    List<Placement> taken = new ArrayList<>();
    fleet.instances().forEach(reading -> taken.add(reading.placement()));
    fleet.foreign().stream().map(MigInstance::placement).forEach(taken::add);
    return profile.starts().stream()
        .map(start -> new Placement(0, profile, start))
        .filter(place -> isLegalWith(taken, place))
        .findFirst();
  }

  private static boolean isLegalWith(List<Placement> taken, Placement place) {
    List<Placement> all = new ArrayList<>(taken);
    all.add(place);
    return Layout.isLegal(all);
  }

  private static Row row(
      NvmlFleet fleet,
      Placement place,
      int rounds,
      Optional<String> worker,
      List<FleetEvent> events,
      Consumer<String> told) {
    List<Duration> creates = new ArrayList<>();
    List<Duration> destroys = new ArrayList<>();
    List<Duration> starts = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      String name = "calibration-%d-%s".formatted(System.nanoTime(), place);
      creates.add(timed(() -> fleet.create(new Step.Create(name, place)), fleet, name, events));
      try {
        worker.ifPresent(
            command -> starts.add(WorkerStart.of(command, fleet.uuid(name).orElseThrow())));
      } finally {
        destroys.add(timed(() -> fleet.destroy(new Step.Destroy(name)), fleet, name, events));
      }
    }
    Row row =
        new Row(
            place.profile().name(),
            median(creates),
            median(destroys),
            starts.isEmpty() ? null : (Double) median(starts));
    told.accept(row.shown());
    return row;
  }

  /** Until the instance is there if it was not, or gone if it was. */
  private static Duration timed(
      Runnable step, NvmlFleet fleet, String name, List<FleetEvent> events) {
    boolean wasThere = isThere(fleet, name);
    long began = System.nanoTime();
    step.run();
    while (isThere(fleet, name) == wasThere || isKnown(fleet, name) && wasThere) {
      boolean gaveUp = fleet.isSettled() && isThere(fleet, name) == wasThere;
      if (gaveUp || System.nanoTime() - began > LIMIT.toNanos()) {
        throw new UsageException(
            "%s: cannot be measured: %s"
                .formatted(
                    name, events.isEmpty() ? "nothing happened." : events.getLast().message()));
      }
      pause();
    }
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static boolean isThere(NvmlFleet fleet, String name) {
    return fleet.instances().stream()
        .anyMatch(i -> i.id().equals(name) && i.state() == InstanceState.READY);
  }

  private static boolean isKnown(NvmlFleet fleet, String name) {
    return fleet.instances().stream().map(InstanceReading::id).anyMatch(name::equals);
  }

  private static double median(List<Duration> durations) {
    List<Duration> sorted = durations.stream().sorted().toList();
    double seconds = sorted.get(sorted.size() / 2).toNanos() * NANOS;
    return Math.max(Math.round(seconds * 1000), 1) / 1000.0;
  }

  /** For people. */
  public String table() {
    Table table = new Table("profile", "create s", "destroy s", "worker start s");
    for (Row row : profiles) {
      table.row(
          row.profile(),
          row.createSeconds(),
          row.destroySeconds(),
          row.startSeconds() == null ? "-" : row.startSeconds());
    }
    return "%s: %s\n\n%s".formatted(gpu, source, table);
  }
}
