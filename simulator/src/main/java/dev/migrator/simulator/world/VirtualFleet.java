package dev.migrator.simulator.world;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.InstanceReading;
import dev.migrator.core.model.Step;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The GPUs of a world, each by itself, and on which of them every instance is or was. */
final class VirtualFleet {
  private static final int MOST_SHOWN = 20;

  private final List<VirtualGpu> gpus;
  private final Map<String, VirtualGpu> homes = new HashMap<>();

  VirtualFleet(List<GpuModel> models) {
    Require.value(!models.isEmpty(), "world", "gpus", models, "at least one");
    gpus = models.stream().map(VirtualGpu::new).toList();
  }

  /** Those that exist, GPU by GPU, in order of creation. */
  Stream<VirtualInstance> instances() {
    return gpus.stream().flatMap(gpu -> gpu.instances().stream());
  }

  /** Those that existed and those that exist, GPU by GPU. */
  Stream<VirtualInstance> all() {
    return gpus.stream().flatMap(VirtualGpu::all);
  }

  List<InstanceReading> readings(long now) {
    return instances().map(instance -> instance.reading(now)).toList();
  }

  /**
   * The instance of that id.
   *
   * @throws IllegalStateException if there is none
   */
  VirtualInstance instance(Step step, String id) {
    return Optional.ofNullable(homes.get(id))
        .flatMap(gpu -> gpu.instance(id))
        .orElseThrow(
            () ->
                Require.illegal(
                    step, "there is no instance %s; expected one of %s.".formatted(id, shown())));
  }

  void create(Step.Create step, long now) {
    int number = step.placement().gpu();
    Require.step(
        number < gpus.size(), step, "the world has %d GPUs, from 0.".formatted(gpus.size()));
    Require.step(!homes.containsKey(step.instance()), step, "the id was used before.");
    VirtualGpu gpu = gpus.get(number);
    gpu.create(step, now);
    homes.put(step.instance(), gpu);
  }

  void destroy(Step.Destroy step, long now) {
    VirtualInstance instance = instance(step, step.instance());
    Require.step(!instance.isGoingAway(), step, "it is being destroyed already.");
    Require.step(
        instance.worker().filter(Worker::isAdmitted).isEmpty(),
        step,
        "requests are sent to it; expected a Drain or Withhold before.");
    instance.destroy(now);
    gpus.get(instance.placement().gpu()).removeGone(now);
  }

  /** When the last batch ends that others have begun on an instance's share of MPS. */
  long shareFreeFrom(VirtualInstance instance) {
    return gpus.get(instance.placement().gpu()).shareFreeFrom(instance);
  }

  /**
   * Checks that no two processes of MPS work on the same share.
   *
   * @throws IllegalStateException if two do
   */
  void checkShares(long now) {
    gpus.forEach(gpu -> gpu.checkShares(now));
  }

  /** Forgets the instances that are destroyed by now. */
  void removeGone(long now) {
    gpus.forEach(gpu -> gpu.removeGone(now));
  }

  private List<String> shown() {
    return instances().map(VirtualInstance::id).limit(MOST_SHOWN).toList();
  }
}
