package dev.migrator.live.emulated;

import dev.migrator.core.control.Fleet;
import dev.migrator.core.control.Stopwatch;
import dev.migrator.core.model.InstanceReading;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Step;
import dev.migrator.live.emulated.DriverAnswer.Refusal;
import dev.migrator.live.emulated.DriverInstance.Phase;
import dev.migrator.live.journal.Happening;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The instances of GPUs that are not there.
 *
 * <p>Calls return at once; what they ask for is done by and by, each time that somebody looks. A
 * creation waits for those destructions that free its slices; a destruction waits until nothing
 * runs on the instance. What the driver refuses for a while is tried {@value Backoff#MOST_TRIES}
 * times at growing intervals: a creation is then given up, a destruction is tried again after a
 * pause, for its slices are of no use to anybody else. What waits is in memory only: after a crash,
 * recovery asks again.
 *
 * <p>Used by one thread at a time.
 */
public final class EmulatedFleet implements Fleet {
  private final EmulatedDriver driver;
  private final Stopwatch clock;
  private final Occupants occupants;
  private final FleetEvents events;
  private final Map<String, Creation> creations = new LinkedHashMap<>();
  private final Map<String, Destruction> destructions = new LinkedHashMap<>();
  private final Map<String, DriverInstance> seen = new LinkedHashMap<>();

  private record Creation(Placement placement, Backoff backoff) {}

  /**
   * A destruction that has not begun.
   *
   * @param toldAt when it was asked for, or told last that something holds the instance
   */
  private record Destruction(Backoff backoff, long toldAt) {}

  /**
   * The instances that the driver shows.
   *
   * @param driver that nobody else asks for changes
   * @param clock the driver's
   * @param occupants what runs on the instances
   * @param events is told what becomes of them
   */
  public EmulatedFleet(
      EmulatedDriver driver, Stopwatch clock, Occupants occupants, FleetEvents events) {
    this.driver = driver;
    this.clock = clock;
    this.occupants = occupants;
    this.events = events;
    driver.instances().forEach(instance -> seen.put(instance.id(), instance));
  }

  @Override
  public List<InstanceReading> instances() {
    advance();
    List<InstanceReading> readings = new ArrayList<>();
    seen.values().forEach(instance -> readings.add(reading(instance)));
    creations.forEach(
        (id, creation) ->
            readings.add(new InstanceReading(id, creation.placement(), InstanceState.CREATING)));
    return List.copyOf(readings);
  }

  @Override
  public void create(Step.Create step) {
    creations.put(step.instance(), new Creation(step.placement(), Backoff.fresh(clock.nanos())));
    advance();
  }

  @Override
  public void destroy(Step.Destroy step) {
    String id = step.instance();
    if (creations.remove(id) != null) {
      events.happened(id, Happening.DESTROYED, "its creation had not begun");
    } else if (seen.containsKey(id)) {
      long now = clock.nanos();
      destructions.putIfAbsent(id, new Destruction(Backoff.fresh(now), now));
      advance();
    } else {
      events.happened(id, Happening.DESTROYED, "there is no such instance");
    }
  }

  /** Does what can be done by now. */
  public void advance() {
    look();
    for (String id : List.copyOf(destructions.keySet())) {
      tryToDestroy(id);
    }
    look();
    for (String id : List.copyOf(creations.keySet())) {
      tryToCreate(id);
    }
    look();
  }

  private InstanceReading reading(DriverInstance instance) {
    String id = instance.id();
    return new InstanceReading(id, instance.placement(), state(instance));
  }

  private InstanceState state(DriverInstance instance) {
    if (destructions.containsKey(instance.id())) {
      return InstanceState.DRAINING;
    }
    return switch (instance.phase()) {
      case CREATING -> InstanceState.CREATING;
      case PRESENT -> occupants.state(instance.id());
      case DESTROYING -> InstanceState.DRAINING;
    };
  }

  /** Sees what the driver shows, and tells what is new. */
  private void look() {
    Map<String, DriverInstance> before = new LinkedHashMap<>(seen);
    seen.clear();
    driver.instances().forEach(instance -> seen.put(instance.id(), instance));
    before.values().forEach(this::tellIfChanged);
  }

  private void tellIfChanged(DriverInstance before) {
    DriverInstance now = seen.get(before.id());
    if (now == null) {
      boolean wasWanted =
          destructions.remove(before.id()) != null || before.phase() == Phase.DESTROYING;
      events.happened(before.id(), wasWanted ? Happening.DESTROYED : Happening.LOST, "");
    } else if (before.phase() == Phase.CREATING && now.phase() == Phase.PRESENT) {
      events.happened(before.id(), Happening.CREATED, "");
    }
  }

  private void tryToDestroy(String id) {
    DriverInstance instance = seen.get(id);
    Destruction destruction = destructions.get(id);
    if (instance == null || destruction == null || instance.phase() != Phase.PRESENT) {
      return;
    }
    if (occupants.isBusy(id)) {
      tellIfBusyForLong(id, destruction);
    } else if (destruction.backoff().isDue(clock.nanos())
        && driver.destroy(id) instanceof DriverAnswer.Refused refused) {
      Backoff next = afterRefusal(id, destruction.backoff(), refused);
      destructions.put(id, new Destruction(next, destruction.toldAt()));
    }
  }

  private void tellIfBusyForLong(String id, Destruction destruction) {
    long now = clock.nanos();
    if (now - destruction.toldAt() >= Backoff.PAUSE.toNanos()) {
      events.happened(id, Happening.NOT_DESTROYED, "its worker still runs");
      destructions.put(id, new Destruction(destruction.backoff(), now));
    }
  }

  private Backoff afterRefusal(String id, Backoff backoff, DriverAnswer.Refused refused) {
    Backoff next = backoff.failed(clock.nanos());
    if (next.isExhausted()) {
      events.happened(id, Happening.NOT_DESTROYED, refused.detail());
      return Backoff.paused(clock.nanos());
    }
    return next;
  }

  private void tryToCreate(String id) {
    Creation creation = creations.get(id);
    if (creation == null || !creation.backoff().isDue(clock.nanos())) {
      return;
    }
    switch (driver.create(id, creation.placement())) {
      case DriverAnswer.Begun _ -> creations.remove(id);
      case DriverAnswer.Refused refused -> refused(id, creation, refused);
    }
  }

  private void refused(String id, Creation creation, DriverAnswer.Refused refused) {
    if (refused.why() == Refusal.INSUFFICIENT_RESOURCES && isBeingFreed(creation.placement())) {
      return;
    }
    Backoff next = creation.backoff().failed(clock.nanos());
    if (isForGood(refused.why()) || next.isExhausted()) {
      creations.remove(id);
      events.happened(id, Happening.NOT_CREATED, refused.detail());
    } else {
      creations.put(id, new Creation(creation.placement(), next));
    }
  }

  private static boolean isForGood(Refusal why) {
    return switch (why) {
      case INSUFFICIENT_RESOURCES, INVALID_ARGUMENT, NAME_TAKEN, NOT_FOUND, FENCED -> true;
      case IN_USE, UNKNOWN -> false;
    };
  }

  /** Whether something is in its way, and all of that is going. */
  private boolean isBeingFreed(Placement placement) {
    List<DriverInstance> inTheWay =
        seen.values().stream()
            .filter(instance -> !Layout.isLegal(List.of(instance.placement(), placement)))
            .toList();
    return !inTheWay.isEmpty()
        && inTheWay.stream()
            .allMatch(i -> i.phase() == Phase.DESTROYING || destructions.containsKey(i.id()));
  }
}
