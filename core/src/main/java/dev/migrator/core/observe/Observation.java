package dev.migrator.core.observe;

import dev.migrator.core.model.InstanceReading;
import dev.migrator.core.model.ObservedInstance;
import dev.migrator.core.model.Snapshot;
import dev.migrator.core.model.TenantReading;
import dev.migrator.core.model.WorkerReading;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Joins the readings of fleet and workloads into a snapshot. */
public final class Observation {
  private Observation() {}

  /**
   * Joins instances with their workers.
   *
   * @param slot slots since the loop began
   * @param instances readings of the fleet, in any order
   * @param workers readings of the workers, in any order; one that has no instance is left out
   * @param tenants readings of the tenants, in their fixed order
   * @return the snapshot; an instance without a worker is left out of it
   */
  public static Snapshot of(
      long slot,
      List<InstanceReading> instances,
      List<WorkerReading> workers,
      List<TenantReading> tenants) {
    Map<String, WorkerReading> byInstance =
        workers.stream().collect(Collectors.toMap(WorkerReading::instance, Function.identity()));
    List<ObservedInstance> observed =
        instances.stream()
            .flatMap(instance -> join(instance, byInstance.get(instance.id())).stream())
            .sorted(
                Comparator.comparing(ObservedInstance::placement)
                    .thenComparing(ObservedInstance::id))
            .toList();
    return new Snapshot(slot, observed, tenants);
  }

  private static Optional<ObservedInstance> join(
      InstanceReading instance, @Nullable WorkerReading worker) {
    return Optional.ofNullable(worker)
        .map(
            w ->
                new ObservedInstance(
                    instance.id(),
                    instance.placement(),
                    w.task(),
                    instance.state(),
                    w.age(),
                    w.admitted(),
                    w.remaining()));
  }
}
