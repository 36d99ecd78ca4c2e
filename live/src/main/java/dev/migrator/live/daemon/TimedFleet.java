package dev.migrator.live.daemon;

import dev.migrator.core.control.Fleet;
import dev.migrator.core.model.InstanceReading;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Step;
import dev.migrator.live.work.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Instances that exist in memory only: they come and go after the times that the driver takes, and
 * are forgotten with this process. One that needs slices of another that goes waits for it.
 */
public final class TimedFleet implements Fleet {
  private static final long NEVER = Long.MAX_VALUE;

  private final Clock clock;
  private final Map<String, Timed> instances = new LinkedHashMap<>();

  /** When one is there, and when it is gone. */
  private record Timed(String id, Placement placement, long from, long gone) {

    InstanceState state(long now) {
      if (gone != NEVER) {
        return InstanceState.DRAINING;
      }
      return now < from ? InstanceState.CREATING : InstanceState.STARTING;
    }
  }

  /** Without instances. */
  public TimedFleet(Clock clock) {
    this.clock = clock;
  }

  @Override
  public synchronized List<InstanceReading> instances() {
    long now = clock.nanos();
    instances.values().removeIf(timed -> timed.gone() <= now);
    return instances.values().stream()
        .map(timed -> new InstanceReading(timed.id(), timed.placement(), timed.state(now)))
        .toList();
  }

  @Override
  public synchronized void create(Step.Create step) {
    long now = clock.nanos();
    long begins =
        instances.values().stream()
            .filter(other -> other.placement().overlaps(step.placement()))
            .mapToLong(other -> other.gone() == NEVER ? now : other.gone())
            .max()
            .orElse(now);
    long from = Math.max(now, begins) + step.placement().profile().create().toNanos();
    instances.put(step.instance(), new Timed(step.instance(), step.placement(), from, NEVER));
  }

  @Override
  public synchronized void destroy(Step.Destroy step) {
    Timed timed = instances.get(step.instance());
    if (timed != null && timed.gone() == NEVER) {
      long gone =
          Math.max(clock.nanos(), timed.from()) + timed.placement().profile().destroy().toNanos();
      instances.put(timed.id(), new Timed(timed.id(), timed.placement(), timed.from(), gone));
    }
  }
}
