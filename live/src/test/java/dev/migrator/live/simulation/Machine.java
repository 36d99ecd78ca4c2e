package dev.migrator.live.simulation;

import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.control.PlanAttempt;
import dev.migrator.core.model.InstanceReading;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.live.emulated.DriverFaults;
import dev.migrator.live.emulated.DriverInstance;
import dev.migrator.live.emulated.EmulatedDriver;
import dev.migrator.live.emulated.EmulatedFleet;
import dev.migrator.live.emulated.FleetEvents;
import dev.migrator.live.journal.DurableJournal;
import dev.migrator.live.journal.Happening;
import dev.migrator.live.journal.Known;
import dev.migrator.live.journal.Member;
import dev.migrator.live.journal.Recipe;
import dev.migrator.live.journal.RecordedLoop;
import dev.migrator.live.journal.Recovery;
import dev.migrator.live.journal.Turn;
import dev.migrator.live.journal.World;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A machine with GPUs, a disk and a daemon's loop, that can be killed and started again at any
 * point. What outlives the process: the disk, the driver's state, the clock.
 */
final class Machine {
  static final DurableJournal.Sizes SIZES = new DurableJournal.Sizes(60_000, 200_000);

  final Fuse fuse = new Fuse();
  final FaultyDisk disk = new FaultyDisk(fuse);
  final List<String> notices = new ArrayList<>();
  final FakeWorkloads workloads;
  final MemoryInMemory driverMemory = new MemoryInMemory(fuse);
  private final LoopSettings settings;
  private final List<Member> newcomers;
  private final Recipe planner;
  private final DriverFaults faults;
  private final PlanAttempt attempt;
  private final Random random;
  long nanos = 1;
  Optional<Process> process = Optional.empty();
  Recovery recovery = new Recovery(List.of(), List.of(), List.of(), List.of());

  /** What dies. */
  record Process(
      DurableJournal journal, EmulatedDriver driver, EmulatedFleet fleet, RecordedLoop loop) {}

  Machine(
      LoopSettings settings,
      List<Member> members,
      Recipe planner,
      DriverFaults faults,
      PlanAttempt attempt,
      Random random) {
    this.settings = settings;
    this.newcomers = members;
    this.planner = planner;
    this.faults = faults;
    this.attempt = attempt;
    this.random = random;
    this.workloads = new FakeWorkloads(() -> nanos, random);
    members.forEach(member -> workloads.join(member.name()));
  }

  /** Starts the process; it may be killed while it starts. */
  void boot() {
    try {
      DurableJournal journal = DurableJournal.open(disk.mount(), SIZES, notices::add);
      boot(journal);
    } catch (IOException e) {
      throw new AssertionError("cannot start", e);
    }
  }

  private void boot(DurableJournal journal) throws IOException {
    EmulatedDriver driver =
        EmulatedDriver.open(settings.models(), driverMemory, () -> nanos, workloads, faults);
    List<Member> members =
        journal.memory().settings().isEmpty() ? newcomers : journal.memory().members();
    Set<String> names = members.stream().map(Member::name).collect(Collectors.toSet());
    List<Early> early = new ArrayList<>();
    Listener listener = new Listener(early);
    EmulatedFleet fleet = new EmulatedFleet(driver, () -> nanos, workloads, listener);
    recovery =
        Recovery.of(journal.memory().instances(), fleet.instances(), names, Recovery.Foreign.LEAVE);
    World world = new World(fleet, workloads, attempt, () -> nanos);
    RecordedLoop loop =
        RecordedLoop.begin(journal, settings, members, planner, recovery, world, Setting.BUILDERS);
    listener.tell(loop);
    process = Optional.of(new Process(journal, driver, fleet, loop));
  }

  /** Kills the process, and perhaps the machine. */
  void kill() {
    process = Optional.empty();
    fuse.putOut();
    disk.crash(random);
    if (random.nextBoolean()) {
      workloads.killAll();
    }
  }

  Turn tick() {
    return process.orElseThrow().loop().tick();
  }

  /** What the driver has, whoever runs. */
  List<DriverInstance> hardware() {
    return process.map(p -> p.driver().instances()).orElse(List.of());
  }

  /**
   * Checks what must hold after every event.
   *
   * @throws AssertionError if it does not
   */
  void check() {
    fuse.putOut();
    checkLayout();
    checkRecoverable();
    checkBounds();
  }

  private void checkLayout() {
    List<Placement> placements = hardware().stream().map(DriverInstance::placement).toList();
    require(Layout.isLegal(placements), "I1: slices overlap: " + placements);
  }

  /** From what is durable now, every instance has an owner, and what is adopted is legal. */
  private void checkRecoverable() {
    try (DurableJournal journal = DurableJournal.open(disk.durableCopy().mount(), SIZES, _ -> {})) {
      List<InstanceReading> fleet =
          hardware().stream()
              .map(i -> new InstanceReading(i.id(), i.placement(), state(i)))
              .toList();
      Set<String> names =
          journal.memory().members().stream().map(Member::name).collect(Collectors.toSet());
      Recovery now =
          Recovery.of(journal.memory().instances(), fleet, names, Recovery.Foreign.LEAVE);
      require(now.left().isEmpty(), "I4: nobody knows " + now.left());
      require(
          Layout.isLegal(now.adopted().stream().map(Known::placement).toList()),
          "I4: no legal layout " + now.adopted());
    } catch (IOException e) {
      throw new AssertionError("I4: the journal cannot be read", e);
    }
  }

  private static InstanceState state(DriverInstance instance) {
    return switch (instance.phase()) {
      case CREATING -> InstanceState.CREATING;
      case PRESENT -> InstanceState.STARTING;
      case DESTROYING -> InstanceState.DRAINING;
    };
  }

  private void checkBounds() {
    long bound = SIZES.totalBytes() + 4 * SIZES.segmentBytes();
    require(disk.bytes() <= bound, "I7: the journal has %d bytes".formatted(disk.bytes()));
    int most = settings.gpus().size() * 3 * 8;
    int instances = process.map(p -> p.fleet().instances().size()).orElse(0);
    require(instances <= most, "I7: the fleet has %d instances".formatted(instances));
    int known = process.map(p -> p.journal().memory().instances().size()).orElse(0);
    require(known <= most, "I7: the journal knows %d instances".formatted(known));
  }

  static void require(boolean holds, String message) {
    if (!holds) {
      throw new AssertionError(message);
    }
  }

  /** The names of all instances of which something is open. */
  Set<String> openIntents() {
    Set<String> ids = new TreeSet<>();
    process.ifPresent(
        p -> p.journal().memory().openIntents().forEach(known -> ids.add(known.id())));
    return ids;
  }

  private record Early(String instance, Happening what, String detail) {}

  /** Keeps what happens before there is a loop to be told. */
  private final class Listener implements FleetEvents {
    private final List<Early> early;
    private Optional<RecordedLoop> loop = Optional.empty();

    Listener(List<Early> early) {
      this.early = early;
    }

    void tell(RecordedLoop other) {
      early.forEach(e -> other.happened(e.instance(), e.what(), e.detail()));
      early.clear();
      loop = Optional.of(other);
    }

    @Override
    public void happened(String instance, Happening what, String detail) {
      workloads.happened(instance, what);
      loop.ifPresentOrElse(
          l -> l.happened(instance, what, detail),
          () -> early.add(new Early(instance, what, detail)));
    }
  }
}
