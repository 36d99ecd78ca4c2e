package dev.migrator.nvml.fleet;

import dev.migrator.core.model.InstanceReading;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.Step;
import dev.migrator.nvml.device.MigGpu;
import dev.migrator.nvml.device.MigInstance;
import dev.migrator.nvml.fleet.Owned.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What is asked of one GPU and not done yet, and what was last seen of it.
 *
 * <p>Any thread may note and read, and never waits for the driver. One thread, see {@link
 * GpuAgent}, does what is due and shows here what came of it.
 */
final class GpuBoard {
  /** Steps that may wait; more than a GPU can have instances is a defect of the caller. */
  private static final int MOST_PENDING = 256;

  private final MigGpu gpu;
  private final Duration poll;
  private final LongSupplier clock;

  // Everything below is guarded by this.
  private final List<PendingStep> pending = new ArrayList<>();

  /** Placements as they were asked for: profiles of a catalog, say, instead of the driver's. */
  private final Map<String, Placement> asked = new LinkedHashMap<>();

  private List<Owned> ours;
  private List<MigInstance> seen = List.of();
  private List<MigInstance> foreign = List.of();
  private Optional<String> cordon = Optional.empty();
  private boolean isLost;
  private int cordonedSlices;

  /**
   * @param ours what the record says
   * @param poll the longest time until it is looked at the GPU again
   * @param clock nanoseconds
   */
  GpuBoard(MigGpu gpu, List<Owned> ours, Duration poll, LongSupplier clock) {
    this.gpu = gpu;
    this.ours = List.copyOf(ours);
    this.poll = poll;
    this.clock = clock;
  }

  // ---- What is asked ----------------------------------------------------------------------------

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
    Optional<Owned> owned = ours.stream().filter(o -> o.instance().equals(name)).findFirst();
    Optional<Placement> place =
        owned.isPresent()
            ? placement(owned.get())
            : pending.stream()
                .filter(p -> p.instance().equals(name))
                .map(PendingStep::placement)
                .findFirst();
    place.ifPresent(p -> add(PendingStep.Kind.DESTROY, name, p));
  }

  /** Notes that what there is of an instance of ours is to go. */
  synchronized void destroy(Owned owned) {
    placement(owned).ifPresent(p -> add(PendingStep.Kind.DESTROY, owned.instance(), p));
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

  /** Forgets the steps that have not begun, also those of a turn that is being taken. */
  synchronized void withdraw() {
    pending.removeIf(
        step ->
            ours.stream()
                .noneMatch(
                    o -> o.instance().equals(step.instance()) && o.phase() == Phase.LEAVING));
    notifyAll();
  }

  /** Leaves the GPU alone from now on; false if it is already. */
  synchronized boolean cordon(String reason) {
    if (cordon.isPresent()) {
      return false;
    }
    cordon = Optional.of(reason);
    return true;
  }

  /** The same, and what is on it counts as lost; false if it does already. */
  synchronized boolean lose(String reason) {
    if (isLost) {
      return false;
    }
    isLost = true;
    cordon = Optional.of(reason);
    return true;
  }

  /** Leaves the slices of an instance alone from now on. */
  synchronized void cordon(MigInstance instance) {
    cordonedSlices |= instance.placement().slices();
  }

  /** Takes back the creations that nothing can come of any more and that have not begun. */
  synchronized List<PendingStep> refused() {
    List<PendingStep> refused =
        pending.stream()
            .filter(step -> step.kind() == PendingStep.Kind.CREATE)
            .filter(step -> refusal(step.placement()).isPresent())
            .filter(step -> ours.stream().noneMatch(o -> o.instance().equals(step.instance())))
            .toList();
    pending.removeAll(refused);
    forget();
    return refused;
  }

  private void forget() {
    asked.keySet().removeIf(name -> !isNamed(name));
  }

  // ---- What is known ----------------------------------------------------------------------------

  /** Whether an instance of that name is ours, or is to be. */
  synchronized boolean isNamed(String instance) {
    return ours.stream().anyMatch(owned -> owned.instance().equals(instance))
        || isPending(instance);
  }

  /** Our instances as last seen, with what is noted; none once they count as lost. */
  synchronized List<InstanceReading> instances() {
    if (isLost) {
      return List.of();
    }
    Map<String, InstanceReading> readings = new LinkedHashMap<>();
    for (PendingStep step : pending) {
      if (step.kind() == PendingStep.Kind.CREATE) {
        put(readings, step.instance(), step.placement(), InstanceState.CREATING);
      }
    }
    for (Owned owned : ours) {
      placement(owned).ifPresent(p -> put(readings, owned.instance(), p, state(owned.phase())));
    }
    for (PendingStep step : pending) {
      boolean exists =
          ours.stream()
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
    return ours.stream()
        .filter(owned -> owned.instance().equals(instance) && owned.phase() == Phase.EXISTS)
        .findFirst()
        .flatMap(Owned::uuid);
  }

  /** Instances that are not ours, as last seen. */
  synchronized List<MigInstance> foreign() {
    return foreign;
  }

  /** Whatever was last seen with that number. */
  synchronized Optional<MigInstance> seen(int gpuInstance) {
    return seen.stream().filter(i -> i.id() == gpuInstance).findFirst();
  }

  /** Whether nothing waits to be done but what is held. */
  synchronized boolean isSettled() {
    return cordon.isPresent() || pending.stream().allMatch(PendingStep::isHeld);
  }

  /** Why the GPU is left alone. */
  synchronized Optional<String> cordon() {
    return cordon;
  }

  /** Memory slices that are left alone, as a bit set. */
  synchronized int cordonedSlices() {
    return cordonedSlices;
  }

  /** Why nothing is created there until the next start; empty if that may be. */
  synchronized Optional<String> refusal(Placement place) {
    if (cordon.isPresent()) {
      return cordon.map(reason -> "it is left alone: " + reason);
    }
    return (cordonedSlices & place.slices()) == 0
        ? Optional.empty()
        : Optional.of("its slices are left alone since an Xid.");
  }

  // ---- Turns ------------------------------------------------------------------------------------

  /** How long until there may be something to do, at most the time of a poll. */
  synchronized Duration untilNext() {
    if (cordon.isPresent()) {
      return poll;
    }
    long now = clock.getAsLong();
    long nanos = poll.toNanos();
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

  /** The steps that are noted, in their order. */
  synchronized List<PendingStep> noted() {
    return List.copyOf(pending);
  }

  synchronized boolean isPending(String instance) {
    return pending.stream().anyMatch(step -> step.instance().equals(instance));
  }

  synchronized boolean isNoted(PendingStep step) {
    return pending.contains(step);
  }

  /** Whether a step is noted still, and may be done now. */
  synchronized boolean isDue(PendingStep step) {
    return cordon.isEmpty()
        && pending.contains(step)
        && step.notBefore() <= clock.getAsLong()
        && !isBlocked(step);
  }

  /** Whether an earlier step is about the same instance, or about slices of it. */
  private boolean isBlocked(PendingStep step) {
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

  /** Not before so long from now. */
  synchronized void postpone(PendingStep step, Duration wait) {
    step.waitUntil(clock.getAsLong() + wait.toNanos());
  }

  /** Tried again rarely, not before so long from now, for something holds the instance. */
  synchronized void hold(PendingStep step, Duration wait) {
    step.hold();
    postpone(step, wait);
  }

  /** Nothing of the step is left to be done. */
  synchronized void done(PendingStep step) {
    pending.remove(step);
  }

  /** Shows what is ours. */
  synchronized void showOurs(List<Owned> owned) {
    ours = List.copyOf(owned);
    forget();
  }

  /** Shows what exists. */
  synchronized void showSeen(List<MigInstance> instances) {
    seen = List.copyOf(instances);
  }

  /** Shows what of it is not ours. */
  synchronized void showForeign(List<MigInstance> instances) {
    foreign = List.copyOf(instances);
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
    Profile ofDriver =
        gpu.geometry()
            .named(theirs.name())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "%s has no profile %s; expected one of %s."
                            .formatted(
                                gpu.identity(), theirs.name(), gpu.geometry().model().profiles())));
    return new Placement(gpu.number(), ofDriver, placement.start());
  }
}
