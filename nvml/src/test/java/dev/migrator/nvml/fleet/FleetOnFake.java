package dev.migrator.nvml.fleet;

import dev.migrator.nvml.FakeGpus;
import dev.migrator.nvml.device.ModelDefaults;
import dev.migrator.nvml.driver.Nvml;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A fleet on the stand-in library, run turn by turn on a clock that tests set. */
final class FleetOnFake implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final FakeGpus fake;
  private final Path state;
  private final List<FleetEvent> events = new ArrayList<>();
  private Nvml nvml;
  private final MemoryFiles files = new MemoryFiles();
  private long now;
  private NvmlFleet fleet;

  FleetOnFake(FakeGpus fake, Path state) {
    this.fake = fake;
    this.state = state;
    this.nvml = fake.nvml();
    this.fleet = opened();
  }

  /** Ends the process without a word, as a crash does, and starts the next, on that NVML. */
  void restart(Nvml other) {
    fleet.close();
    nvml = other;
    fleet = opened();
  }

  void restart() {
    restart(fake.nvml());
  }

  MemoryFiles files() {
    return files;
  }

  private NvmlFleet opened() {
    return NvmlFleet.open(
        nvml,
        fake.watch(),
        ModelDefaults.NONE,
        FleetSettings.usual(state, List.of()),
        events::add,
        () -> now,
        state.resolve("proc"),
        files);
  }

  NvmlFleet fleet() {
    return fleet;
  }

  List<FleetEvent> events() {
    return events;
  }

  List<FleetEvent.Kind> kinds() {
    return events.stream().map(FleetEvent::kind).toList();
  }

  void pass(Duration time) {
    long until = now + time.toNanos();
    while (now < until) {
      now = Math.min(until, now + Math.max(fleet.untilNext().toNanos(), 1_000_000));
      fleet.turn();
    }
  }

  /** Lets time pass until nothing is left to be done. */
  void settle() {
    fleet.turn();
    long until = now + LONGEST.toNanos();
    while (!fleet.isSettled()) {
      if (now > until) {
        throw new AssertionError("not settled after " + LONGEST + ": " + events);
      }
      now += Math.max(fleet.untilNext().toNanos(), 1_000_000);
      fleet.turn();
    }
  }

  @Override
  public void close() {
    fleet.close();
  }
}
