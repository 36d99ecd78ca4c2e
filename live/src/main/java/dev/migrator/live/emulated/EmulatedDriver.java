package dev.migrator.live.emulated;

import dev.migrator.core.control.Stopwatch;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.live.emulated.DriverAnswer.Refusal;
import dev.migrator.live.emulated.DriverInstance.Phase;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A driver of GPUs that are not there: it keeps to the geometry as strictly as a real one and takes
 * the profiles' times.
 *
 * <p>Its state outlives the process, and who opens it last has the GPUs: it counts an epoch, and
 * changes asked for by anybody of an earlier one are refused. What was being created or destroyed
 * when a process died goes on, and takes its whole time again.
 */
public final class EmulatedDriver {
  private final List<GpuModel> gpus;
  private final DriverMemory memory;
  private final Stopwatch clock;
  private final Occupants occupants;
  private final DriverFaults faults;
  private final long epoch;
  private final Map<String, DriverInstance> instances = new LinkedHashMap<>();
  private final Map<String, Long> endsAt = new LinkedHashMap<>();

  private EmulatedDriver(
      List<GpuModel> gpus,
      DriverMemory memory,
      Stopwatch clock,
      Occupants occupants,
      DriverFaults faults,
      long epoch) {
    this.gpus = List.copyOf(gpus);
    this.memory = memory;
    this.clock = clock;
    this.occupants = occupants;
    this.faults = faults;
    this.epoch = epoch;
  }

  /**
   * Takes the GPUs over.
   *
   * @param gpus by number
   * @param memory what it keeps
   * @param clock real or virtual
   * @param occupants what runs on the instances
   * @param faults what goes wrong
   * @throws IOException if its state cannot be read or kept, or is of other GPUs
   */
  public static EmulatedDriver open(
      List<GpuModel> gpus,
      DriverMemory memory,
      Stopwatch clock,
      Occupants occupants,
      DriverFaults faults)
      throws IOException {
    DriverState state = kept(memory, gpus);
    EmulatedDriver driver =
        new EmulatedDriver(gpus, memory, clock, occupants, faults, state.epoch() + 1);
    state.instances().forEach(driver::resume);
    driver.save(driver.instances.values());
    return driver;
  }

  /** How many processes have taken the GPUs over, this one included. */
  public long epoch() {
    return epoch;
  }

  /** The instances that exist, in order of creation. */
  public List<DriverInstance> instances() {
    advance();
    return List.copyOf(instances.values());
  }

  /** Creates an instance. */
  public DriverAnswer create(String id, Placement placement) {
    advance();
    return refusalOf(id, placement)
        .<DriverAnswer>map(refused -> refused)
        .orElseGet(
            () ->
                begin(
                    new DriverInstance(id, placement, Phase.CREATING),
                    placement.profile().create()));
  }

  /** Destroys an instance. */
  public DriverAnswer destroy(String id) {
    advance();
    DriverInstance instance = instances.get(id);
    if (instance == null) {
      return refused(Refusal.NOT_FOUND, "there is no instance " + id);
    }
    if (instance.phase() != Phase.PRESENT || occupants.isBusy(id)) {
      return refused(Refusal.IN_USE, "%s is %s".formatted(id, use(instance)));
    }
    return begin(instance.with(Phase.DESTROYING), instance.placement().profile().destroy());
  }

  /** An instance goes behind everybody's back: an administrator destroyed it, or it broke. */
  public void lose(String id) throws IOException {
    instances.remove(id);
    endsAt.remove(id);
    save(instances.values());
  }

  private static String use(DriverInstance instance) {
    return switch (instance.phase()) {
      case CREATING -> "being created";
      case PRESENT -> "held by what runs on it";
      case DESTROYING -> "being destroyed";
    };
  }

  private void resume(DriverInstance instance) {
    instances.put(instance.id(), instance);
    Duration time =
        switch (instance.phase()) {
          case CREATING -> instance.placement().profile().create();
          case PRESENT -> Duration.ZERO;
          case DESTROYING -> instance.placement().profile().destroy();
        };
    if (instance.phase() != Phase.PRESENT) {
      endsAt.put(instance.id(), clock.nanos() + time.toNanos());
    }
  }

  private Optional<DriverAnswer.Refused> refusalOf(String id, Placement placement) {
    if (placement.gpu() >= gpus.size()
        || !gpus.get(placement.gpu()).profiles().contains(placement.profile())) {
      return Optional.of(refused(Refusal.INVALID_ARGUMENT, "no GPU has a place " + placement));
    }
    if (instances.containsKey(id)) {
      return Optional.of(refused(Refusal.NAME_TAKEN, "there is an instance %s".formatted(id)));
    }
    List<Placement> placements =
        new ArrayList<>(instances.values().stream().map(DriverInstance::placement).toList());
    placements.add(placement);
    return Layout.isLegal(placements)
        ? Optional.empty()
        : Optional.of(
            refused(
                Refusal.INSUFFICIENT_RESOURCES,
                "%s has no room beside %s".formatted(placement, instances.keySet())));
  }

  /** Keeps the change first, so that what has begun is never forgotten. */
  private DriverAnswer begin(DriverInstance changed, Duration time) {
    if (faults.failsNow()) {
      return refused(Refusal.UNKNOWN, "the driver failed");
    }
    Map<String, DriverInstance> after = new LinkedHashMap<>(instances);
    after.put(changed.id(), changed);
    try {
      if (isFenced()) {
        return refused(Refusal.FENCED, "another process has the GPUs since");
      }
      save(after.values());
    } catch (IOException e) {
      return refused(Refusal.UNKNOWN, "the driver cannot keep its state: " + e.getMessage());
    }
    instances.put(changed.id(), changed);
    long nanos = time.plus(faults.delay()).toNanos();
    endsAt.put(changed.id(), clock.nanos() + nanos);
    return new DriverAnswer.Begun();
  }

  /**
   * Ends what has taken its time. Kept before anybody sees it: what was seen to be gone must not
   * come back with the next process.
   */
  private void advance() {
    long now = clock.nanos();
    List<String> ended =
        endsAt.entrySet().stream().filter(e -> e.getValue() <= now).map(Map.Entry::getKey).toList();
    if (!ended.isEmpty() && isKept(after(ended))) {
      endsAt.keySet().removeAll(ended);
    }
  }

  private Map<String, DriverInstance> after(List<String> ended) {
    Map<String, DriverInstance> after = new LinkedHashMap<>(instances);
    for (String id : ended) {
      after.computeIfPresent(
          id, (_, i) -> i.phase() == Phase.CREATING ? i.with(Phase.PRESENT) : null);
    }
    return after;
  }

  private boolean isKept(Map<String, DriverInstance> after) {
    try {
      if (!isFenced()) {
        save(after.values());
      }
      instances.clear();
      instances.putAll(after);
      return true;
    } catch (IOException _) {
      // It has not ended as long as that is not kept; the next look tries again.
      return false;
    }
  }

  private boolean isFenced() throws IOException {
    return kept(memory, gpus).epoch() != epoch;
  }

  private void save(Collection<DriverInstance> all) throws IOException {
    memory.save(new DriverState(epoch, List.copyOf(all)).bytes());
  }

  private static DriverState kept(DriverMemory memory, List<GpuModel> gpus) throws IOException {
    Optional<byte[]> bytes = memory.load();
    return bytes.isPresent() ? DriverState.of(bytes.get(), gpus) : DriverState.EMPTY;
  }

  private static DriverAnswer.Refused refused(Refusal why, String detail) {
    return new DriverAnswer.Refused(why, detail);
  }
}
