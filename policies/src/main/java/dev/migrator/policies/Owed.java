package dev.migrator.policies;

import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Adds the retrainings that have to be taken and that a policy's own rule did not find room for:
 * each at the earliest slot at which it fits beside the other retrainings. Inference makes way.
 */
public final class Owed {
  private final PlanningProblem problem;
  private List<PlannedInstance> instances;

  private Owed(PlanningProblem problem, List<PlannedInstance> instances) {
    this.problem = problem;
    this.instances = instances;
  }

  /** These instances with what is missing; nothing changes where nothing is owed. */
  public static List<PlannedInstance> added(PlanningProblem problem, List<PlannedInstance> instances) {
    Owed owed = new Owed(problem, instances);
    problem.tenants().stream().filter(TenantOutlook::mustRetrain).forEach(owed::add);
    return owed.instances;
  }

  private void add(TenantOutlook tenant) {
    boolean isRetrained =
        retrainings().stream().anyMatch(i -> i.task().tenant().equals(tenant.name()));
    if (!isRetrained) {
      earliest(tenant).ifPresent(this::insert);
    }
  }

  private List<PlannedInstance> retrainings() {
    return instances.stream().filter(i -> i.task() instanceof Task.Retrain).toList();
  }

  private Optional<PlannedInstance> earliest(TenantOutlook tenant) {
    return IntStream.range(0, problem.slots())
        .boxed()
        .flatMap(start -> startingAt(start, tenant))
        .filter(retraining -> isFreeFor(retraining, retrainings()))
        .findFirst();
  }

  private Stream<PlannedInstance> startingAt(int start, TenantOutlook tenant) {
    return tenant.options().stream()
        .flatMap(
            option ->
                problem.placements().stream()
                    .flatMap(place -> retraining(start, tenant, option, place).stream()));
  }

  private Optional<PlannedInstance> retraining(
      int start, TenantOutlook tenant, RetrainingOption option, Placement place) {
    int length = option.slots().getOrDefault(place.profile(), 0);
    int ready = start + problem.setupSlots(place.profile());
    Task task = new Task.Retrain(tenant.name(), option.name());
    return length == 0 || ready + length > problem.rules().retrainBy()
        ? Optional.empty()
        : Optional.of(new PlannedInstance(place, task, start, ready, ready + length, false));
  }

  private void insert(PlannedInstance retraining) {
    List<PlannedInstance> result = new ArrayList<>(retrainings());
    result.add(retraining);
    for (PlannedInstance instance : instances) {
      if (instance.task() instanceof Task.Infer) {
        makeWay(instance, retraining).ifPresent(result::add);
      }
    }
    instances = result;
  }

  private static Optional<PlannedInstance> makeWay(
      PlannedInstance instance, PlannedInstance retraining) {
    if (!meets(instance, retraining)
        || !Running.exclude(instance.placement(), retraining.placement())) {
      return Optional.of(instance);
    }
    return instance.ready() >= retraining.from()
        ? Optional.empty()
        : Optional.of(
            new PlannedInstance(
                instance.placement(),
                instance.task(),
                instance.from(),
                instance.ready(),
                retraining.from(),
                instance.inherited()));
  }

  /** Whether the layouts stay legal in every slot: they change only where something begins. */
  private static boolean isFreeFor(PlannedInstance added, List<PlannedInstance> others) {
    List<PlannedInstance> all = new ArrayList<>(others);
    all.add(added);
    return all.stream()
        .map(PlannedInstance::from)
        .allMatch(slot -> Layout.isLegal(existing(all, slot)));
  }

  private static List<Placement> existing(List<PlannedInstance> instances, int slot) {
    return instances.stream()
        .filter(i -> i.existsIn(slot))
        .map(PlannedInstance::placement)
        .toList();
  }

  private static boolean meets(PlannedInstance one, PlannedInstance other) {
    return Math.max(one.from(), other.from()) < Math.min(one.to(), other.to());
  }
}
