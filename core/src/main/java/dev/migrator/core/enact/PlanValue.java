package dev.migrator.core.enact;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import java.util.Comparator;
import java.util.List;

/**
 * What a set of instances is worth for a problem: the formula of {@link PlanningProblem}, evaluated
 * slot by slot and nothing else.
 */
record PlanValue(PlanningProblem problem, List<PlannedInstance> instances) {

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
    double missing = Math.max(0, tenant.floor() * tenant.demand().total() - served);
    return tenant.weight() * answers - problem.floorPrice(tenant) * missing;
  }

  private double capacity(TenantOutlook tenant, int slot) {
    double capacity = 0;
    for (PlannedInstance instance : instances) {
      if (infers(instance, tenant) && instance.existsIn(slot)) {
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
    return instances.stream()
        .filter(instance -> retrains(instance, tenant))
        .max(Comparator.comparingInt(PlannedInstance::to))
        .filter(instance -> instance.to() <= slot)
        .map(instance -> accuracyAfter(tenant, instance))
        .orElse(tenant.accuracy());
  }

  private double accuracyAfter(TenantOutlook tenant, PlannedInstance instance) {
    Task.Retrain task = (Task.Retrain) instance.task();
    return instance.inherited()
        ? running(instance).accuracyAfter()
        : tenant.option(task.choice()).accuracyAfter();
  }

  private Inherited.Retraining running(PlannedInstance instance) {
    return problem.inherited().stream()
        .filter(Inherited.Retraining.class::isInstance)
        .map(Inherited.Retraining.class::cast)
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

  private static boolean infers(PlannedInstance instance, TenantOutlook tenant) {
    return instance.task() instanceof Task.Infer infer && infer.tenant().equals(tenant.name());
  }

  private static boolean retrains(PlannedInstance instance, TenantOutlook tenant) {
    return instance.task() instanceof Task.Retrain retrain
        && retrain.tenant().equals(tenant.name());
  }
}
