package dev.migrator.simulator.world;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A GPU whose driver keeps to the profiles' times.
 *
 * <p>Driver calls on different instances are taken to run side by side; each takes the time that
 * its profile says. An instance is created as soon as the GPU has room for it: at once, or when the
 * destruction of those in its way has ended. Slices that nobody has been told to give up cannot be
 * waited for: that is an error of whoever made the step.
 */
final class VirtualGpu {
  private final GpuModel model;
  private final Map<String, VirtualInstance> instances = new LinkedHashMap<>();
  private final List<VirtualInstance> gone = new ArrayList<>();

  VirtualGpu(GpuModel model) {
    this.model = model;
  }

  /** Those that exist, in order of creation. */
  Collection<VirtualInstance> instances() {
    return instances.values();
  }

  /** Those that existed, then those that exist. */
  Stream<VirtualInstance> all() {
    return Stream.concat(gone.stream(), instances.values().stream());
  }

  Optional<VirtualInstance> instance(String id) {
    return Optional.ofNullable(instances.get(id));
  }

  void create(Step.Create step, long now) {
    Placement placement = step.placement();
    Require.step(
        model.profiles().contains(placement.profile()),
        step,
        "%s has no profile %s.".formatted(model, placement.profile()));
    long beginsAt = roomFrom(step, now);
    instances.put(step.instance(), new VirtualInstance(step.instance(), placement, now, beginsAt));
  }

  /** Forgets the instances that are destroyed by now. */
  void removeGone(long now) {
    for (var left = instances.values().iterator(); left.hasNext(); ) {
      VirtualInstance instance = left.next();
      if (instance.goneAt() <= now) {
        gone.add(instance);
        left.remove();
      }
    }
  }

  /** The first instant at which the layout has room for the placement. */
  private long roomFrom(Step.Create step, long now) {
    return Stream.concat(Stream.of(now), goingAway().map(VirtualInstance::goneAt).sorted())
        .filter(at -> hasRoom(step.placement(), at))
        .findFirst()
        .orElseThrow(
            () ->
                Require.illegal(
                    step,
                    "no room beside %s. Maybe the Destroy of one of them comes later."
                        .formatted(placementsAt(Long.MAX_VALUE - 1))));
  }

  private Stream<VirtualInstance> goingAway() {
    return instances.values().stream().filter(VirtualInstance::isGoingAway);
  }

  private boolean hasRoom(Placement placement, long at) {
    List<Placement> placements = placementsAt(at);
    placements.add(placement);
    return Layout.isLegal(placements);
  }

  /** Where those are that will not be gone by then. */
  private List<Placement> placementsAt(long at) {
    List<Placement> placements = new ArrayList<>();
    for (VirtualInstance instance : instances.values()) {
      if (instance.goneAt() > at) {
        placements.add(instance.placement());
      }
    }
    return placements;
  }
}
