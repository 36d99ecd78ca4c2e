package dev.migrator.core.enact;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a set of instances is worth for a problem: the formula of {@link PlanningProblem}, evaluated
 * slot by slot and nothing else.
 */
record PlanValue(
    PlanningProblem problem,
    List<PlannedInstance> instances,
    Map<String, List<PlannedInstance>> byTenant,
    Map<String, List<Inherited.Retraining>> running) {

  PlanValue(PlanningProblem problem, List<PlannedInstance> instances) {
    this(
        problem,
        instances,
        instances.stream().collect(Collectors.groupingBy(i -> i.task().tenant())),
        problem.inherited().stream()
            .flatMap(i -> i instanceof Inherited.Retraining r ? Stream.of(r) : Stream.empty())
            .collect(Collectors.groupingBy(r -> r.task().tenant())));
  }

  double total() {
    double goodput = problem.tenants().stream().mapToDouble(this::ofTenant).sum();
    return goodput - problem.setupPenalty() * inferenceSetUps();
  }

  private double ofTenant(TenantOutlook tenant) {
    double answers = 0;
    double served = 0;
    for (int slot = 0; slot < problem.slots(); slot++) {
      double now = tenant.demand().served(slot, capacity(tenant, slot));
      answers += accuracy(tenant, slot) * now;
      served += now;
    }
    answers += accuracy(tenant, problem.slots()) * tenant.requestsAfter();
    double missing =
        tenant.floor() == 0 ? 0 : Math.max(0, tenant.floor() * tenant.demand().total() - served);
    return tenant.weight() * answers - (missing == 0 ? 0 : problem.floorPrice(tenant) * missing);
  }

  private double capacity(TenantOutlook tenant, int slot) {
    double capacity = 0;
    for (PlannedInstance instance : of(tenant)) {
      if (instance.task() instanceof Task.Infer && instance.existsIn(slot)) {
        if (instance.isReadyIn(slot)) {
          capacity += tenant.capacityOf(instance.placement().profile());
        } else if (!problem.preInitialization()) {
          return 0;
        }
      }
    }
    return capacity;
  }

  /**
   * Accuracy at the beginning of that slot; the slot may be the horizon's length. Of a retraining's
   * segments only the end of the last one counts.
   */
  private double accuracy(TenantOutlook tenant, int slot) {
    return of(tenant).stream()
        .filter(instance -> instance.task() instanceof Task.Retrain)
        .max(Comparator.comparingInt(PlannedInstance::to))
        .filter(instance -> instance.to() <= slot)
        .map(instance -> accuracyAfter(tenant, instance))
        .orElse(renewed(tenant, slot));
  }

  private static double renewed(TenantOutlook tenant, int slot) {
    return tenant.renewal().isPresent() && tenant.renewal().get().slot() <= slot
        ? tenant.renewal().get().accuracy()
        : tenant.accuracy();
  }

  private double accuracyAfter(TenantOutlook tenant, PlannedInstance instance) {
    Task.Retrain task = (Task.Retrain) instance.task();
    return instance.inherited()
        ? running(instance).accuracyAfter()
        : tenant.option(task.choice()).accuracyAfter();
  }

  private Inherited.Retraining running(PlannedInstance instance) {
    return running.getOrDefault(instance.task().tenant(), List.of()).stream()
        .filter(running -> running.placement().equals(instance.placement()))
        .filter(running -> running.task().equals(instance.task()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s: task is %s, said to be inherited; expected a retraining that the problem says is running."
                        .formatted(instance.placement(), instance.task())));
  }

  private long inferenceSetUps() {
    return instances.stream()
        .filter(instance -> !instance.inherited() && instance.task() instanceof Task.Infer)
        .count();
  }

  private List<PlannedInstance> of(TenantOutlook tenant) {
    return byTenant.getOrDefault(tenant.name(), List.of());
  }
}
