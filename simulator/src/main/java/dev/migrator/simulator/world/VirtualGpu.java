package dev.migrator.simulator.world;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Sharing;
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
 *
 * <p>A process that gets a share of MPS is started at once; it needs room from the moment in which
 * it works, which is checked before each slot passes.
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

  /**
   * Checks that no two processes of MPS work on the same share.
   *
   * @throws IllegalStateException if two do
   */
  void checkShares(long now) {
    List<VirtualInstance> working =
        instances.values().stream().filter(i -> i.holdsShare(now)).toList();
    for (int i = 0; i < working.size(); i++) {
      for (VirtualInstance other : working.subList(i + 1, working.size())) {
        checkDisjoint(working.get(i), other);
      }
    }
  }

  private static void checkDisjoint(VirtualInstance one, VirtualInstance other) {
    if (one.placement().overlaps(other.placement())) {
      throw new IllegalStateException(
          "%s and %s work on the same share of a GPU. Maybe the Drain of one of them is missing."
              .formatted(one.id(), other.id()));
    }
  }

  /** When the last batch ends that others have begun on an instance's share of MPS. */
  long shareFreeFrom(VirtualInstance instance) {
    return instances.values().stream()
        .filter(other -> other != instance && other.isShare())
        .filter(other -> other.placement().overlaps(instance.placement()))
        .mapToLong(VirtualInstance::finishesAt)
        .max()
        .orElse(0);
  }

  /** The first instant at which the layout has room for the placement; at once with MPS. */
  private long roomFrom(Step.Create step, long now) {
    return step.placement().profile().sharing() == Sharing.MPS ? now : roomOfMigFrom(step, now);
  }

  private long roomOfMigFrom(Step.Create step, long now) {
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
