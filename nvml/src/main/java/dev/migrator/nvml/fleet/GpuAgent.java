package dev.migrator.nvml.fleet;

import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Step;
import dev.migrator.nvml.device.MigGpu;
import dev.migrator.nvml.device.MigInstance;
import dev.migrator.nvml.driver.Nvml.Xid;
import dev.migrator.nvml.driver.NvmlException;
import dev.migrator.nvml.driver.Outcome;
import dev.migrator.nvml.fleet.FleetEvent.Kind;
import dev.migrator.nvml.fleet.Owned.Phase;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * Who changes one GPU, one change at a time.
 *
 * <p>What is asked of it is noted on a {@link GpuBoard} and done in turns. A turn reads what
 * exists, compares it with the record of what is ours, ends what an earlier process had begun, and
 * then does the changes that are due: in their order as far as they need the same slices, past each
 * other otherwise.
 *
 * <p>Of every change the intent is written down first and the outcome afterwards, and the outcome
 * is what the driver shows then, not what the call answered. An instance that is not in the record
 * is never touched.
 *
 * <p>Turns are taken by one thread; what the GPU reports of itself may come from another.
 */
final class GpuAgent {
  private static final int DELAY_FACTOR = 5;
  private static final Duration DRAIN_POLL = Duration.ofMillis(200);

  private final MigGpu gpu;
  private final OwnershipRecord ownership;
  private final GpuLock lock;
  private final FleetSettings settings;
  private final Holders holders;
  private final BiConsumer<Kind, String> events;
  private final LongSupplier clock;
  private final GpuBoard board;

  // Only the thread that takes turns uses these.
  private Set<MigInstance> known = new HashSet<>();
  private boolean isFirst = true;

  GpuAgent(
      MigGpu gpu,
      OwnershipRecord ownership,
      GpuLock lock,
      FleetSettings settings,
      Holders holders,
      BiConsumer<Kind, String> events,
      LongSupplier clock) {
    this.gpu = gpu;
    this.ownership = ownership;
    this.lock = lock;
    this.settings = settings;
    this.holders = holders;
    this.events = events;
    this.clock = clock;
    this.board = new GpuBoard(gpu, ownership.all(), settings.poll(), clock);
  }

  MigGpu gpu() {
    return gpu;
  }

  /** What is asked and known, for any thread. */
  GpuBoard board() {
    return board;
  }

  GpuLock lock() {
    return lock;
  }

  /** Notes that an instance is to be created, or says at once that it cannot be. */
  void create(Step.Create step) {
    board.create(step);
    refuse();
  }

  /** Leaves the GPU alone from now on; what runs on it goes on. */
  void cordon(String reason) {
    if (board.cordon(reason)) {
      say(Kind.CORDONED, "%s is left alone: %s", gpu.identity(), reason);
    }
    refuse();
  }

  /** Leaves the GPU alone from now on, and shows nothing of what is on it any more. */
  private void lose(String reason) {
    if (board.lose(reason)) {
      say(
          Kind.CORDONED,
          "%s is left alone, and what is on it counts as lost: %s",
          gpu.identity(),
          reason);
    }
    refuse();
  }

  private void refuse() {
    for (PendingStep step : board.refused()) {
      fail(step, board.refusal(step.placement()).orElseThrow());
    }
  }

  private void fail(PendingStep step, String why) {
    say(Kind.FAILED, "%s: cannot %s: %s", gpu.identity(), step, why);
  }

  /** Leaves alone what an Xid is about. */
  void reported(Xid xid) {
    String told = "it reports Xid %d. Maybe see the kernel log".formatted(xid.number());
    switch (XidRule.of(xid)) {
      case NOTHING -> {}
      case LOSS -> lose(told + "; a reset may help.");
      case GPU -> cordon(told + "; a reset may help.");
      case SLICES -> {
        Optional<MigInstance> instance = board.seen(xid.gpuInstance().orElseThrow());
        if (instance.isEmpty()) {
          cordon(told + "; a reset may help.");
        } else {
          board.cordon(instance.get());
          say(
              Kind.CORDONED,
              "%s: the slices of %s are left alone: %s, and move what runs there.",
              gpu.identity(),
              instance.get(),
              told);
          refuse();
        }
      }
    }
  }

  /** Says that what the GPU reports of itself cannot be heard. */
  void deaf(String why) {
    say(Kind.UNREADABLE, "%s: Xids cannot be listened to: %s", gpu.identity(), why);
  }

  /** Reads the GPU and does what is due. */
  void turn() {
    refuse();
    if (board.cordon().isPresent()) {
      return;
    }
    try {
      compare(gpu.instances());
      boolean changed = false;
      for (PendingStep step : board.noted()) {
        if (board.isDue(step)) {
          take(step);
          changed = true;
        }
      }
      if (changed) {
        board.showSeen(gpu.instances());
      }
    } catch (NvmlException e) {
      failed(e);
    } catch (StateException e) {
      cordon(String.valueOf(e.getMessage()));
    } finally {
      show();
    }
  }

  /** Takes over an instance that is not ours, as last seen. */
  void adopt(MigInstance instance, String name) {
    requireLock();
    put(
        Owned.intended(name, profile(instance), instance.placement().start())
            .as(Phase.EXISTS, instance));
    compare(gpu.instances());
    show();
  }

  private void failed(NvmlException e) {
    if (e.outcome() == Outcome.FATAL) {
      lose(e.getMessage());
    } else if (e.outcome() == Outcome.NO_DRIVER) {
      cordon(e.getMessage());
    } else {
      say(Kind.UNREADABLE, "%s: %s", gpu.identity(), e.getMessage());
      board.noted().stream()
          .filter(board::isDue)
          .forEach(step -> board.postpone(step, settings.poll()));
    }
  }

  private void show() {
    board.showOurs(ownership.all());
  }

  // ---- Comparing what exists with the record ----------------------------------------------------

  private void compare(List<MigInstance> seen) {
    for (Owned owned : ownership.all()) {
      if (!board.isPending(owned.instance())) {
        compare(owned, seen);
      }
    }
    Set<MigInstance> others = new HashSet<>();
    for (MigInstance instance : seen) {
      if (ownership.all().stream().noneMatch(owned -> owned.is(instance))) {
        others.add(instance);
      }
    }
    tellOfNew(others);
    board.showSeen(seen);
    board.showForeign(seen.stream().filter(others::contains).toList());
  }

  private void tellOfNew(Set<MigInstance> others) {
    for (MigInstance instance : others) {
      boolean isNew = known.stream().noneMatch(k -> isSame(k, instance));
      if (isNew && !isFirst) {
        say(
            Kind.APPEARED,
            "%s: %s appeared and is not ours; it is left alone. Maybe another program manages MIG"
                + " here?",
            gpu.identity(),
            instance);
      }
    }
    known = others;
    isFirst = false;
  }

  private static boolean isSame(MigInstance one, MigInstance other) {
    return one.id() == other.id() && one.placement().equals(other.placement());
  }

  private void compare(Owned owned, List<MigInstance> seen) {
    Optional<MigInstance> found = seen.stream().filter(owned::is).findFirst();
    switch (owned.phase()) {
      case INTENDED -> recover(owned, found);
      case EXISTS -> check(owned, found);
      case LEAVING, GONE -> {
        if (found.isEmpty()) {
          put(owned.in(Phase.GONE));
        } else {
          board.destroy(owned);
        }
        say(Kind.RECOVERED, "%s: the destruction of %s goes on.", gpu.identity(), name(owned));
      }
    }
  }

  /** Of a creation that was not ended: what there is of it is made whole. */
  private void recover(Owned owned, Optional<MigInstance> found) {
    if (found.isEmpty()) {
      put(owned.in(Phase.GONE));
      say(Kind.RECOVERED, "%s: %s had not been created yet.", gpu.identity(), name(owned));
    } else if (found.get().isUsable()) {
      put(owned.as(Phase.EXISTS, found.get()));
      say(Kind.RECOVERED, "%s: %s had been created.", gpu.identity(), name(owned));
    } else if (found.get().computes().isEmpty()) {
      complete(owned, found.get());
    } else if (found.get().computes().size() > 1) {
      put(owned.in(Phase.GONE));
      say(Kind.VANISHED, "%s: somebody else made another of %s.", gpu.identity(), name(owned));
    }
  }

  private void check(Owned owned, Optional<MigInstance> found) {
    if (found.isEmpty()) {
      put(owned.in(Phase.GONE));
      say(
          Kind.VANISHED,
          "%s: %s has gone, and not by us. Maybe another program manages MIG here, or the GPU was"
              + " reset?",
          gpu.identity(),
          name(owned));
    } else if (found.get().computes().isEmpty()) {
      say(
          Kind.VANISHED,
          "%s: the compute instance of %s has gone, and not by us; what is left of it goes too.",
          gpu.identity(),
          name(owned));
      board.destroy(owned);
    }
  }

  // ---- Taking steps -----------------------------------------------------------------------------

  private void take(PendingStep step) {
    try {
      switch (step.kind()) {
        case CREATE -> create(step);
        case DESTROY -> destroy(step);
      }
    } catch (NvmlException e) {
      again(step, e);
    }
  }

  private void again(PendingStep step, NvmlException e) {
    step.failed();
    switch (e.outcome()) {
      case FATAL, NO_DRIVER -> throw e;
      case PERMISSION, UNSUPPORTED -> giveUp(step, e.getMessage());
      case RETRY, BUSY, GONE, FULL, REFUSED, DONE -> {
        if (step.tries() >= settings.tries()) {
          giveUp(step, e.getMessage());
        } else {
          board.postpone(step, delay(step.tries()));
        }
      }
    }
  }

  private Duration delay(int tries) {
    Duration delay = settings.firstDelay();
    for (int i = 1; i < tries; i++) {
      delay = delay.multipliedBy(DELAY_FACTOR);
    }
    return delay;
  }

  private void giveUp(PendingStep step, String why) {
    if (step.kind() == PendingStep.Kind.CREATE) {
      board.done(step);
      fail(step, why);
    } else {
      hold(step, why);
    }
  }

  private void hold(PendingStep step, String why) {
    if (!step.isHeld()) {
      String who =
          found(step.instance(), gpu.instances())
              .map(instance -> holders.of(gpu.identity(), instance))
              .orElse("nobody");
      say(Kind.HELD, "%s: cannot %s: %s Held by %s.", gpu.identity(), step, why, who);
    }
    board.hold(step, settings.rareDelay());
  }

  private void create(PendingStep step) {
    Placement place = step.placement();
    Optional<String> obstacle = obstacle(place);
    if (obstacle.isPresent()) {
      giveUp(step, obstacle.get());
      return;
    }
    requireLock();
    Owned intent = Owned.intended(step.instance(), place.profile().name(), place.start());
    put(intent);
    // From here on nobody takes it back; somebody may have just before.
    if (!board.isNoted(step)) {
      put(intent.in(Phase.GONE));
      return;
    }
    Optional<NvmlException> failure = tried(() -> gpu.createGpuInstance(place));
    Optional<MigInstance> made =
        gpu.instances().stream().filter(intent::is).filter(i -> isMade(i, failure)).findFirst();
    if (made.isEmpty()) {
      put(intent.in(Phase.GONE));
      throw failure.orElseGet(GpuAgent::vanished);
    }
    try {
      complete(intent, made.get());
    } finally {
      board.done(step);
    }
  }

  /** Why nothing can be created there, whatever the driver says. */
  private Optional<String> obstacle(Placement place) {
    return gpu.instances().stream()
        .filter(instance -> instance.placement().overlaps(place))
        .findFirst()
        .map(
            instance ->
                "its slices are taken by %s, which is %s."
                    .formatted(instance, isOurs(instance) ? "ours" : "not ours"));
  }

  /**
   * Whether what is at the place now was made by the call. What the call answers is not believed,
   * but that the slices were taken means that somebody else was quicker, and so does a compute
   * instance.
   */
  private static boolean isMade(MigInstance instance, Optional<NvmlException> failure) {
    return instance.computes().isEmpty()
        && failure.filter(e -> e.outcome() == Outcome.FULL).isEmpty();
  }

  /** Gives a GPU instance its compute instance; if that fails, takes it back. */
  private void complete(Owned intent, MigInstance made) {
    requireLock();
    Owned half = intent.as(Phase.INTENDED, made);
    put(half);
    Optional<NvmlException> failure = tried(() -> gpu.createComputeInstance(made));
    Optional<MigInstance> whole = gpu.instances().stream().filter(half::is).findFirst();
    if (whole.filter(MigInstance::isUsable).isPresent()) {
      put(half.as(Phase.EXISTS, whole.get()));
      say(Kind.CREATED, "%s: %s created.", gpu.identity(), name(half));
      return;
    }
    put(half.in(Phase.LEAVING));
    board.destroy(half);
    say(
        Kind.ROLLED_BACK,
        "%s: %s goes again, as it has no compute instance: %s",
        gpu.identity(),
        name(half),
        failure.map(NvmlException::getMessage).orElse("it has no device."));
    failure.filter(e -> e.outcome() == Outcome.FATAL).ifPresent(this::failed);
  }

  private void destroy(PendingStep step) {
    Optional<Owned> owned = ownership.of(step.instance());
    Optional<MigInstance> found = found(step.instance(), gpu.instances());
    if (owned.isEmpty() || found.isEmpty()) {
      owned.ifPresent(o -> put(o.in(Phase.GONE)));
      board.done(step);
      return;
    }
    if (!found.get().pids().isEmpty()) {
      drain(step, found.get());
      return;
    }
    requireLock();
    Owned leaving = owned.get().as(Phase.LEAVING, found.get());
    if (owned.get().phase() != Phase.LEAVING) {
      put(owned.get().in(Phase.LEAVING));
    }
    Optional<NvmlException> failure = tried(() -> gpu.destroy(found.get()));
    if (found(step.instance(), gpu.instances()).isPresent()) {
      throw failure.orElseGet(GpuAgent::vanished);
    }
    put(leaving.in(Phase.GONE));
    board.done(step);
    say(Kind.DESTROYED, "%s: %s destroyed.", gpu.identity(), name(leaving));
  }

  private void drain(PendingStep step, MigInstance instance) {
    if (clock.getAsLong() - step.since() > settings.drainLimit().toNanos()) {
      hold(step, "it has processes %s.".formatted(instance.pids()));
    } else {
      board.postpone(step, DRAIN_POLL);
    }
  }

  private static NvmlException vanished() {
    return new NvmlException(
        "nvmlDeviceGetGpuInstances", dev.migrator.nvml.driver.ReturnCode.UNKNOWN);
  }

  private static Optional<NvmlException> tried(Runnable change) {
    try {
      change.run();
      return Optional.empty();
    } catch (NvmlException e) {
      return Optional.of(e);
    }
  }

  private Optional<MigInstance> found(String name, List<MigInstance> seen) {
    return ownership.of(name).flatMap(owned -> seen.stream().filter(owned::is).findFirst());
  }

  private boolean isOurs(MigInstance instance) {
    return ownership.all().stream().anyMatch(owned -> owned.is(instance));
  }

  private void requireLock() {
    if (!lock.isHeld()) {
      throw new StateException(
          "The lock of %s is lost; nothing is changed without it.".formatted(gpu.identity()));
    }
  }

  private void put(Owned owned) {
    ownership.put(owned);
    show();
  }

  private static String profile(MigInstance instance) {
    return instance.placement().profile().name();
  }

  private static String name(Owned owned) {
    return "%s@%d (%s)".formatted(owned.profile(), owned.start(), owned.instance());
  }

  private void say(Kind kind, String message, Object... values) {
    events.accept(kind, message.formatted(values));
  }
}
