package dev.migrator.nvml.fleet;

import dev.migrator.core.model.InstanceReading;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.Step;
import dev.migrator.nvml.device.MigGpu;
import dev.migrator.nvml.device.MigInstance;
import dev.migrator.nvml.driver.Nvml.Xid;
import dev.migrator.nvml.driver.NvmlException;
import dev.migrator.nvml.driver.Outcome;
import dev.migrator.nvml.fleet.FleetEvent.Kind;
import dev.migrator.nvml.fleet.Owned.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * Who changes one GPU, one change at a time.
 *
 * <p>What is asked of it is noted at once and done in turns. A turn reads what exists, compares it
 * with the record of what is ours, ends what an earlier process had begun, and then does the
 * changes that are due: in their order as far as they need the same slices, past each other
 * otherwise.
 *
 * <p>Of every change the intent is written down first and the outcome afterwards, and the outcome
 * is what the driver shows then, not what the call answered. An instance that is not in the record
 * is never touched.
 *
 * <p>Turns are taken by one thread. All else may be called from any thread and never waits for the
 * driver.
 */
final class GpuAgent {
  private static final int DELAY_FACTOR = 5;
  private static final Duration DRAIN_POLL = Duration.ofMillis(200);

  /** Steps that may wait; more than a GPU can have instances is a defect of the caller. */
  private static final int MOST_PENDING = 256;

  private final MigGpu gpu;
  private final OwnershipRecord ownership;
  private final GpuLock lock;
  private final FleetSettings settings;
  private final Holders holders;
  private final BiConsumer<Kind, String> events;
  private final LongSupplier clock;

  // Everything below is guarded by this.
  private final List<PendingStep> pending = new ArrayList<>();

  /** Placements as they were asked for: profiles of a catalog, say, instead of the driver's. */
  private final Map<String, Placement> asked = new LinkedHashMap<>();

  private List<Owned> view;
  private List<MigInstance> foreign = List.of();
  private Optional<String> cordon = Optional.empty();

  /** What exists, as last seen, and the memory slices that are left alone, as a bit set. */
  private List<MigInstance> seen = List.of();

  private int cordonedSlices;

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
    this.view = ownership.all();
  }

  MigGpu gpu() {
    return gpu;
  }

  GpuLock lock() {
    return lock;
  }

  /** Notes that an instance is to be created. */
  synchronized void create(Step.Create step) {
    if (isNamed(step.instance())) {
      throw new IllegalArgumentException(
          "instance %s exists already; expected a name of its own.".formatted(step.instance()));
    }
    asked.put(step.instance(), step.placement());
    add(PendingStep.Kind.CREATE, step.instance(), mine(step.placement()));
  }

  /** Notes that an instance is to be destroyed; one that is not there, or noted already, is not. */
  synchronized void destroy(Step.Destroy step) {
    String name = step.instance();
    boolean isNoted =
        pending.stream()
            .anyMatch(p -> p.instance().equals(name) && p.kind() == PendingStep.Kind.DESTROY);
    if (!isNamed(name) || isNoted) {
      return;
    }
    Optional<Owned> owned = view.stream().filter(o -> o.instance().equals(name)).findFirst();
    Optional<Placement> place =
        owned.isPresent()
            ? placement(owned.get())
            : pending.stream()
                .filter(p -> p.instance().equals(name))
                .map(PendingStep::placement)
                .findFirst();
    place.ifPresent(p -> add(PendingStep.Kind.DESTROY, name, p));
  }

  private void add(PendingStep.Kind kind, String name, Placement placement) {
    if (pending.size() >= MOST_PENDING) {
      throw new IllegalStateException(
          "%s has %d steps that wait; expected at most %d."
              .formatted(gpu.identity(), pending.size(), MOST_PENDING));
    }
    pending.add(new PendingStep(kind, name, placement, clock.getAsLong()));
    notifyAll();
  }

  synchronized boolean isNamed(String instance) {
    return view.stream().anyMatch(owned -> owned.instance().equals(instance))
        || pending.stream().anyMatch(step -> step.instance().equals(instance));
  }

  /** Our instances as last seen, with what is noted. */
  synchronized List<InstanceReading> instances() {
    Map<String, InstanceReading> readings = new LinkedHashMap<>();
    for (PendingStep step : pending) {
      if (step.kind() == PendingStep.Kind.CREATE) {
        put(readings, step.instance(), step.placement(), InstanceState.CREATING);
      }
    }
    for (Owned owned : view) {
      placement(owned).ifPresent(p -> put(readings, owned.instance(), p, state(owned.phase())));
    }
    for (PendingStep step : pending) {
      boolean exists =
          view.stream()
              .anyMatch(o -> o.instance().equals(step.instance()) && o.phase() == Phase.EXISTS);
      if (step.kind() == PendingStep.Kind.DESTROY && exists) {
        put(readings, step.instance(), step.placement(), InstanceState.DRAINING);
      }
    }
    return List.copyOf(readings.values());
  }

  private void put(
      Map<String, InstanceReading> readings, String name, Placement place, InstanceState state) {
    readings.put(name, new InstanceReading(name, asked.getOrDefault(name, place), state));
  }

  private static InstanceState state(Phase phase) {
    return switch (phase) {
      case INTENDED -> InstanceState.CREATING;
      case EXISTS -> InstanceState.READY;
      case LEAVING, GONE -> InstanceState.DRAINING;
    };
  }

  /** The UUID of an instance of ours that exists. */
  synchronized Optional<String> uuid(String instance) {
    return view.stream()
        .filter(owned -> owned.instance().equals(instance) && owned.phase() == Phase.EXISTS)
        .findFirst()
        .flatMap(Owned::uuid);
  }

  /** Instances that are not ours, as last seen. */
  synchronized List<MigInstance> foreign() {
    return foreign;
  }

  /** Forgets the steps that have not begun, also those of a turn that is being taken. */
  synchronized void withdraw() {
    pending.removeIf(
        step ->
            view.stream()
                .noneMatch(
                    o -> o.instance().equals(step.instance()) && o.phase() == Phase.LEAVING));
    notifyAll();
  }

  /** Whether nothing waits to be done but what is held. */
  synchronized boolean isSettled() {
    return cordon.isPresent() || pending.stream().allMatch(PendingStep::isHeld);
  }

  /** Why the GPU is left alone. */
  synchronized Optional<String> cordon() {
    return cordon;
  }

  /** Leaves the GPU alone from now on. */
  void cordon(String reason) {
    synchronized (this) {
      if (cordon.isPresent()) {
        return;
      }
      cordon = Optional.of(reason);
    }
    say(Kind.CORDONED, "%s is left alone: %s", gpu.identity(), reason);
  }

  /** Memory slices that are left alone, as a bit set. */
  synchronized int cordonedSlices() {
    return cordonedSlices;
  }

  /** Leaves alone what an Xid is about. */
  void reported(Xid xid) {
    String told = "it reports Xid %d. Maybe see the kernel log".formatted(xid.number());
    switch (XidRule.of(xid)) {
      case NOTHING -> {}
      case GPU -> cordon(told + "; a reset may help.");
      case SLICES -> {
        Optional<MigInstance> instance = seenWith(xid.gpuInstance().orElseThrow());
        if (instance.isEmpty()) {
          cordon(told + "; a reset may help.");
        } else {
          cordonSlices(instance.get());
          say(
              Kind.CORDONED,
              "%s: the slices of %s are left alone: %s, and move what runs there.",
              gpu.identity(),
              instance.get(),
              told);
        }
      }
    }
  }

  /** Says that what the GPU reports of itself cannot be heard. */
  void deaf(String why) {
    say(Kind.UNREADABLE, "%s: Xids cannot be listened to: %s", gpu.identity(), why);
  }

  private synchronized Optional<MigInstance> seenWith(int gpuInstance) {
    return seen.stream().filter(i -> i.id() == gpuInstance).findFirst();
  }

  private synchronized void cordonSlices(MigInstance instance) {
    cordonedSlices |= instance.placement().slices();
  }

  /** How long until there may be something to do, at most the time of a poll. */
  synchronized Duration untilNext() {
    long now = clock.getAsLong();
    long nanos = settings.poll().toNanos();
    for (PendingStep step : pending) {
      if (!isBlocked(step)) {
        nanos = Math.min(nanos, Math.max(step.notBefore() - now, 0));
      }
    }
    return Duration.ofNanos(nanos);
  }

  /** Waits until there may be something to do. */
  synchronized void await() throws InterruptedException {
    long millis = untilNext().toMillis();
    if (millis > 0) {
      wait(millis);
    }
  }

  /** Reads the GPU and does what is due. */
  void turn() {
    if (cordon().isPresent()) {
      return;
    }
    try {
      compare(gpu.instances());
      boolean changed = false;
      for (PendingStep step : noted()) {
        if (isDue(step)) {
          take(step);
          changed = true;
        }
      }
      if (changed) {
        remember(gpu.instances());
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
    if (e.outcome() == Outcome.FATAL || e.outcome() == Outcome.NO_DRIVER) {
      cordon(e.getMessage());
    } else {
      say(Kind.UNREADABLE, "%s: %s", gpu.identity(), e.getMessage());
    }
  }

  private synchronized void show() {
    view = ownership.all();
    asked.keySet().removeIf(name -> !isNamed(name));
  }

  // ---- Comparing what exists with the record ----------------------------------------------------

  private void compare(List<MigInstance> seen) {
    for (Owned owned : ownership.all()) {
      if (!isPending(owned.instance())) {
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
    remember(seen);
    synchronized (this) {
      foreign = seen.stream().filter(others::contains).toList();
    }
  }

  private synchronized void remember(List<MigInstance> instances) {
    seen = instances;
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
          addDestruction(owned);
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
      addDestruction(owned);
    }
  }

  private void addDestruction(Owned owned) {
    Optional<Placement> place = placement(owned);
    synchronized (this) {
      place.ifPresent(p -> add(PendingStep.Kind.DESTROY, owned.instance(), p));
    }
  }

  // ---- Taking steps -----------------------------------------------------------------------------

  private synchronized List<PendingStep> noted() {
    return List.copyOf(pending);
  }

  private synchronized boolean isDue(PendingStep step) {
    return cordon.isEmpty()
        && pending.contains(step)
        && step.notBefore() <= clock.getAsLong()
        && !isBlocked(step);
  }

  /** Whether an earlier step is about the same instance, or about slices of it. */
  private synchronized boolean isBlocked(PendingStep step) {
    for (PendingStep earlier : pending) {
      if (earlier == step) {
        return false;
      }
      // Who waits behind what is held would wait for ever; it is to fail, so that others are asked.
      boolean isHopeless = earlier.isHeld() && step.kind() == PendingStep.Kind.CREATE;
      if (earlier.placement().overlaps(step.placement()) && !isHopeless) {
        return true;
      }
    }
    return false;
  }

  private synchronized boolean isPending(String instance) {
    return pending.stream().anyMatch(step -> step.instance().equals(instance));
  }

  private synchronized void done(PendingStep step) {
    pending.remove(step);
  }

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
          step.waitUntil(clock.getAsLong() + delay(step.tries()));
        }
      }
    }
  }

  private long delay(int tries) {
    long nanos = settings.firstDelay().toNanos();
    for (int i = 1; i < tries; i++) {
      nanos *= DELAY_FACTOR;
    }
    return nanos;
  }

  private void giveUp(PendingStep step, String why) {
    if (step.kind() == PendingStep.Kind.CREATE) {
      done(step);
      say(Kind.FAILED, "%s: cannot %s: %s", gpu.identity(), step, why);
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
    step.hold();
    step.waitUntil(clock.getAsLong() + settings.rareDelay().toNanos());
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
      done(step);
    }
  }

  /** Why nothing can be created there, whatever the driver says. */
  private Optional<String> obstacle(Placement place) {
    if ((cordonedSlices() & place.slices()) != 0) {
      return Optional.of("its slices are left alone since an Xid.");
    }
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
    addDestruction(half);
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
      done(step);
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
    done(step);
    say(Kind.DESTROYED, "%s: %s destroyed.", gpu.identity(), name(leaving));
  }

  private void drain(PendingStep step, MigInstance instance) {
    long now = clock.getAsLong();
    if (now - step.since() > settings.drainLimit().toNanos()) {
      hold(step, "it has processes %s.".formatted(instance.pids()));
    } else {
      step.waitUntil(now + DRAIN_POLL.toNanos());
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

  private Optional<Placement> placement(Owned owned) {
    return gpu.geometry()
        .named(owned.profile())
        .filter(profile -> profile.starts().contains(owned.start()))
        .map(profile -> new Placement(gpu.number(), profile, owned.start()));
  }

  /** The same place with the driver's profile. */
  private Placement mine(Placement placement) {
    Profile theirs = placement.profile();
    Profile ours =
        gpu.geometry()
            .named(theirs.name())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "%s has no profile %s; expected one of %s."
                            .formatted(
                                gpu.identity(), theirs.name(), gpu.geometry().model().profiles())));
    return new Placement(gpu.number(), ours, placement.start());
  }

  private void say(Kind kind, String message, Object... values) {
    events.accept(kind, message.formatted(values));
  }
}
