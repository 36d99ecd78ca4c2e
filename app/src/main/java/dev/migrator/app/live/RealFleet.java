package dev.migrator.app.live;

import dev.migrator.core.control.Fleet;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.InstanceReading;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.Step;
import dev.migrator.live.emulated.FleetEvents;
import dev.migrator.live.emulated.Occupants;
import dev.migrator.live.journal.Happening;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Instances of real GPUs as a daemon needs them: one is destroyed when no worker of ours has it
 * open any more, one is created when what is to make room has been asked to go, and what became of
 * each is told. It only knows what readings show. One thread, the loop's, calls all methods.
 */
final class RealFleet implements Fleet {
  private final Fleet gpus;
  private final List<GpuModel> models;
  private final Occupants occupants;
  private final FleetEvents events;

  /** What is known to exist or to be under way at the driver. */
  private final Map<String, InstanceReading> seen = new LinkedHashMap<>();

  /** Creations that wait for room. */
  private final Map<String, Step.Create> creations = new LinkedHashMap<>();

  /** Destructions that were asked for, and those of them that wait for a worker. */
  private final Set<String> leaving = new HashSet<>();

  private final Set<String> occupied = new LinkedHashSet<>();

  /**
   * @param models by number: the GPUs as plans are made for them
   */
  RealFleet(Fleet gpus, List<GpuModel> models, Occupants occupants, FleetEvents events) {
    this.gpus = gpus;
    this.models = List.copyOf(models);
    this.occupants = occupants;
    this.events = events;
    read().forEach(reading -> seen.put(reading.id(), reading));
  }

  @Override
  public List<InstanceReading> instances() {
    advance();
    List<InstanceReading> readings = new ArrayList<>();
    seen.values().forEach(reading -> readings.add(shown(reading)));
    creations.forEach(
        (id, step) ->
            readings.add(new InstanceReading(id, step.placement(), InstanceState.CREATING)));
    return List.copyOf(readings);
  }

  private InstanceReading shown(InstanceReading reading) {
    return leaving.contains(reading.id())
        ? new InstanceReading(reading.id(), reading.placement(), InstanceState.DRAINING)
        : reading;
  }

  @Override
  public void create(Step.Create step) {
    creations.put(step.instance(), step);
    advance();
  }

  @Override
  public void destroy(Step.Destroy step) {
    String id = step.instance();
    if (creations.remove(id) != null) {
      events.happened(id, Happening.DESTROYED, "its creation had not begun");
    } else if (!seen.containsKey(id)) {
      events.happened(id, Happening.DESTROYED, "there is no such instance");
    } else if (leaving.add(id)) {
      occupied.add(id);
      advance();
    }
  }

  private void advance() {
    look();
    for (String id : List.copyOf(occupied)) {
      if (!occupants.isBusy(id)) {
        occupied.remove(id);
        gpus.destroy(new Step.Destroy(id));
      }
    }
    for (Step.Create step : List.copyOf(creations.values())) {
      if (!isRoomHeld(step.placement())) {
        creations.remove(step.instance());
        gpus.create(step);
        seen.put(
            step.instance(),
            new InstanceReading(step.instance(), step.placement(), InstanceState.CREATING));
      }
    }
  }

  /** Sees what the driver shows, and tells what is new. */
  private void look() {
    Map<String, InstanceReading> now = new HashMap<>();
    read().forEach(reading -> now.put(reading.id(), reading));
    for (InstanceReading before : List.copyOf(seen.values())) {
      tellIfChanged(before, Optional.ofNullable(now.get(before.id())));
    }
    now.forEach(seen::putIfAbsent);
  }

  private List<InstanceReading> read() {
    return gpus.instances().stream().map(this::asPlanned).toList();
  }

  private InstanceReading asPlanned(InstanceReading reading) {
    Placement place = reading.placement();
    Profile profile = models.get(place.gpu()).profile(place.profile().name());
    return new InstanceReading(
        reading.id(), new Placement(place.gpu(), profile, place.start()), reading.state());
  }

  private void tellIfChanged(InstanceReading before, Optional<InstanceReading> now) {
    String id = before.id();
    if (now.isEmpty()) {
      seen.remove(id);
      occupied.remove(id);
      events.happened(id, ended(before.state(), leaving.remove(id)), "");
      return;
    }
    seen.put(id, now.get());
    if (before.state() == InstanceState.CREATING && now.get().state() == InstanceState.READY) {
      events.happened(id, Happening.CREATED, "");
    }
  }

  private static Happening ended(InstanceState before, boolean isWanted) {
    if (isWanted) {
      return Happening.DESTROYED;
    }
    return switch (before) {
      case CREATING -> Happening.NOT_CREATED;
      case STARTING, READY, DRAINING -> Happening.LOST;
    };
  }

  private boolean isRoomHeld(Placement wanted) {
    return occupied.stream()
        .map(seen::get)
        .anyMatch(held -> held != null && !Layout.isLegal(List.of(held.placement(), wanted)));
  }
}
