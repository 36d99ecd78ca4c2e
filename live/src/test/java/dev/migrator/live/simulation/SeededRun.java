package dev.migrator.live.simulation;

import dev.migrator.catalog.GpuModels;
import dev.migrator.core.control.PlanAttempt;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Plan;
import dev.migrator.live.emulated.DriverAnswer;
import dev.migrator.live.emulated.DriverFaults;
import dev.migrator.live.emulated.DriverInstance;
import dev.migrator.live.emulated.EmulatedDriver;
import dev.migrator.live.journal.JournalReader;
import dev.migrator.live.journal.Member;
import dev.migrator.live.journal.Replay;
import dev.migrator.live.journal.Turn;
import dev.migrator.live.journal.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * The production loop, journal and emulated fleet on a virtual clock, with faults of chance; after
 * every event the invariants are checked, in the end that all comes to rest and that the journal
 * replays.
 *
 * <p>Also a program that runs one seed: see {@link #command}.
 */
public final class SeededRun {
  private static final int EVENTS = 60;
  private static final int QUIET_SLOTS = 45;
  private static final long SLOT_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int MOST_BOOTS = 20;

  /** One seed of so many plans with the planner that is in use, the others with one of chance. */
  private static final int EVERY_REAL = 10;

  private final Random random;
  private final GpuModel model;
  private final Machine machine;
  private final List<String> tenants = new ArrayList<>(List.of("a", "b"));
  private boolean isQuiet;
  private int latePlans;
  private final Counts counts = new Counts();

  /** What a run has met. */
  static final class Counts {
    int kills;
    int fullDisks;
    int tornTails;
    int lost;
    int fenced;
    int slots;
    int plans;
    int steps;
    int segments;

    void add(Counts other) {
      kills += other.kills;
      fullDisks += other.fullDisks;
      tornTails += other.tornTails;
      lost += other.lost;
      fenced += other.fenced;
      slots += other.slots;
      plans += other.plans;
      steps += other.steps;
      segments += other.segments;
    }

    @Override
    public String toString() {
      return ("%d kills, %d full disks, %d torn tails, %d instances lost, %d fenced, %d slots"
              + " replayed with %d plans and %d steps, %d segments")
          .formatted(kills, fullDisks, tornTails, lost, fenced, slots, plans, steps, segments);
    }
  }

  private SeededRun(long seed, boolean isDiskLying) {
    this.random = new Random(seed);
    boolean isReal = seed % EVERY_REAL == 0;
    this.model = GpuModels.named(isReal || random.nextBoolean() ? "A30" : "A100-40GB");
    int gpus = isReal ? 1 : 1 + random.nextInt(2);
    this.machine =
        new Machine(
            Setting.settings(model, gpus),
            tenants.stream().map(name -> Setting.member(name, model)).toList(),
            isReal ? Setting.real() : Setting.random(seed, random.nextBoolean()),
            new Faults(),
            this::attempt,
            random);
    machine.disk.isLying = isDiskLying;
  }

  /** Runs the seed that is given. */
  public static void main(String[] args) {
    long seed = Long.parseLong(args[0]);
    System.out.println("seed %d: %s".formatted(seed, run(seed)));
  }

  /**
   * Runs a seed.
   *
   * @throws AssertionError if an invariant is broken, with the command that replays it
   */
  static Counts run(long seed) {
    return run(seed, false);
  }

  /**
   * Runs a seed.
   *
   * @param isDiskLying whether the disk says that all is on it, although it is not
   */
  static Counts run(long seed, boolean isDiskLying) {
    SeededRun run = new SeededRun(seed, isDiskLying);
    try {
      run.run();
      return run.counts;
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("seed %d: %s%n  %s".formatted(seed, e, command(seed)), e);
    }
  }

  /** The command that runs a seed again. */
  static String command(long seed) {
    return "mvn -q -pl live -am test -Dtest=SimulationTest#runsOneSeed -Dmigrator.seed=%d"
            .formatted(seed)
        + " -Dsurefire.failIfNoSpecifiedTests=false";
  }

  private void run() {
    bootUntilItStays();
    for (int i = 0; i < EVENTS; i++) {
      event();
      machine.check();
    }
    comeToRest();
    replay();
    counts.tornTails += machine.notices.size();
  }

  private void event() {
    int what = random.nextInt(40);
    switch (what) {
      case 0, 1 -> killed();
      case 2 -> diskFull();
      case 3 -> machine.workloads.crashOne();
      case 4 -> machine.nanos += Duration.ofSeconds(random.nextInt(3_600)).toNanos();
      case 5 -> loseInstance();
      case 6 -> joinOrLeave();
      case 7 -> twoDaemons();
      default -> slot();
    }
  }

  /** A slot, in which the process may be killed at any operation. */
  private void slot() {
    machine.nanos += SLOT_NANOS;
    if (!isQuiet && random.nextInt(3) == 0) {
      machine.fuse.light(random.nextInt(25));
    }
    try {
      if (machine.tick() instanceof Turn.ReadOnly) {
        throw new AssertionError("read-only although the disk has room");
      }
      machine.fuse.putOut();
    } catch (Crash _) {
      killed();
    }
  }

  private void killed() {
    counts.kills++;
    machine.kill();
    machine.nanos += random.nextInt(3) * SLOT_NANOS / 4;
    bootUntilItStays();
  }

  /** Starting may be interrupted, too. */
  private void bootUntilItStays() {
    for (int i = 0; machine.process.isEmpty(); i++) {
      if (i < MOST_BOOTS && !isQuiet && random.nextInt(3) == 0) {
        machine.fuse.light(random.nextInt(20));
      }
      try {
        machine.boot();
        machine.fuse.putOut();
      } catch (Crash _) {
        machine.kill();
      }
    }
    Machine.require(
        machine.recovery.left().isEmpty(), "I4: nobody knows " + machine.recovery.left());
  }

  /** While the disk is full nothing is changed; when it no longer is, a new process takes over. */
  private void diskFull() {
    counts.fullDisks++;
    machine.disk.isFull = true;
    List<DriverInstance> before = machine.hardware();
    for (int i = 0; i < 3; i++) {
      boolean isReadOnly = machine.tick() instanceof Turn.ReadOnly;
      Machine.require(isReadOnly, "the loop goes on though nothing can be written");
    }
    Machine.require(
        ids(before).equals(ids(machine.hardware())), "the GPUs were changed without a record");
    machine.disk.isFull = false;
    boolean isStillReadOnly = machine.tick() instanceof Turn.ReadOnly;
    Machine.require(isStillReadOnly, "a journal that failed is written again");
    killed();
  }

  private static List<String> ids(List<DriverInstance> instances) {
    return instances.stream().map(DriverInstance::id).toList();
  }

  private void loseInstance() {
    List<DriverInstance> instances = machine.hardware();
    if (!instances.isEmpty()) {
      counts.lost++;
      DriverInstance lost = instances.get(random.nextInt(instances.size()));
      try {
        machine.process.orElseThrow().driver().lose(lost.id());
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  private void joinOrLeave() {
    if (tenants.size() > 1 && random.nextBoolean()) {
      String leaver = tenants.removeLast();
      machine.workloads.leave(leaver);
      machine.process.orElseThrow().loop().leave(leaver);
    } else if (tenants.size() < 3) {
      Member member = Setting.member("t" + random.nextInt(1_000_000), model);
      tenants.add(member.name());
      machine.workloads.join(member.name());
      machine.process.orElseThrow().loop().join(member);
    }
  }

  /** A process that was thought dead wakes up after another has taken over. */
  private void twoDaemons() {
    Machine.Process old = machine.process.orElseThrow();
    killed();
    EmulatedDriver driver = old.driver();
    Placement any = new Placement(model.baseProfiles().getFirst(), 0);
    for (DriverAnswer answer : List.of(driver.create("late", any), destroyAny(driver))) {
      Machine.require(
          answer instanceof DriverAnswer.Refused, "I5: two daemons change the same GPU");
      counts.fenced++;
    }
    Machine.require(
        old.loop().tick() instanceof Turn.ReadOnly, "I5: two daemons write the same journal");
  }

  private static DriverAnswer destroyAny(EmulatedDriver driver) {
    String id = driver.instances().stream().map(DriverInstance::id).findFirst().orElse("none");
    return driver.destroy(id);
  }

  /** Without faults everything that was begun ends. */
  private void comeToRest() {
    isQuiet = true;
    for (int i = 0; i < QUIET_SLOTS; i++) {
      machine.nanos += SLOT_NANOS;
      Turn turn = machine.tick();
      Machine.require(turn instanceof Turn.Taken, "faults are over, but: " + turn);
    }
    machine.check();
    List<String> unborn =
        machine.hardware().stream()
            .filter(
                i ->
                    machine.process.orElseThrow().journal().memory().instances().stream()
                        .noneMatch(known -> known.id().equals(i.id())))
            .map(DriverInstance::id)
            .toList();
    Machine.require(unborn.isEmpty(), "orphans: " + unborn);
  }

  private void replay() {
    try {
      JournalReader reader = new JournalReader(machine.disk.durableCopy().mount());
      Verdict verdict = Replay.of(reader, Setting.BUILDERS);
      Machine.require(verdict.isEqual(), "replay differs: " + verdict.difference());
      counts.segments += reader.storage().segments().size();
      counts.slots += (int) verdict.slots();
      counts.plans += (int) verdict.plans();
      counts.steps += (int) verdict.steps();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Plan attempt(Supplier<Plan> planning) {
    if (!isQuiet && random.nextInt(15) == 0) {
      throw new PlanAttempt.TooLateException("too late " + ++latePlans);
    }
    return planning.get();
  }

  /** A driver that is slow or fails now and then. */
  private final class Faults implements DriverFaults {
    @Override
    public boolean failsNow() {
      return !isQuiet && random.nextInt(10) == 0;
    }

    @Override
    public Duration delay() {
      return isQuiet ? Duration.ZERO : Duration.ofMillis(random.nextInt(2_000));
    }
  }
}
