package dev.migrator.core.plan;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import java.util.Arrays;
import java.util.List;

/** What a set of instances is worth, as {@link PlanningProblem} defines it. */
public final class Worth {
  private final PlanningProblem problem;

  /** For that problem. */
  public Worth(PlanningProblem problem) {
    this.problem = problem;
  }

  /** The value of all instances of a plan. */
  public double of(List<PlannedInstance> instances) {
    double sum = 0;
    for (TenantOutlook tenant : problem.tenants()) {
      List<PlannedInstance> own =
          instances.stream().filter(i -> i.task().tenant().equals(tenant.name())).toList();
      sum += of(tenant, own);
    }
    return sum - problem.setupPenalty() * setUps(instances);
  }

  private static long setUps(List<PlannedInstance> instances) {
    return instances.stream().filter(i -> !i.inherited() && i.task() instanceof Task.Infer).count();
  }

  /** What one tenant's instances are worth, set-up penalties not deducted. */
  public double of(TenantOutlook tenant, List<PlannedInstance> own) {
    double[] accuracy = new double[problem.slots() + 1];
    Arrays.setAll(accuracy, tenant::accuracyAt);
    for (PlannedInstance instance : own) {
      boolean ends = instance.task() instanceof Task.Retrain && instance.to() <= problem.slots();
      if (ends && isLast(instance, own)) {
        Arrays.fill(accuracy, instance.to(), accuracy.length, accuracyAfter(tenant, instance));
      }
    }
    double[] capacity = capacity(tenant, own);
    double sum = tenant.requestsAfter() * accuracy[problem.slots()];
    double served = 0;
    for (int slot = 0; slot < problem.slots(); slot++) {
      double now = tenant.demand().served(slot, capacity[slot]);
      sum += accuracy[slot] * now;
      served += now;
    }
    double missing = Math.max(0, tenant.floor() * tenant.demand().total() - served);
    double deducted = missing == 0 ? 0 : problem.floorPrice(tenant) * missing;
    return tenant.weight() * sum - deducted;
  }

  /** By slot: requests that these instances of a tenant can answer. */
  public double[] capacity(TenantOutlook tenant, List<PlannedInstance> own) {
    double[] capacity = new double[problem.slots()];
    for (PlannedInstance instance : own) {
      if (instance.task() instanceof Task.Infer) {
        addCapacity(tenant, instance, capacity);
      }
    }
    silence(own, capacity);
    return capacity;
  }

  /** Whether it is the last segment of its retraining. */
  private static boolean isLast(PlannedInstance instance, List<PlannedInstance> own) {
    return own.stream()
        .allMatch(i -> !(i.task() instanceof Task.Retrain) || i.to() <= instance.to());
  }

  private void addCapacity(TenantOutlook tenant, PlannedInstance instance, double[] capacity) {
    for (int slot = instance.ready(); slot < Math.min(instance.to(), problem.slots()); slot++) {
      capacity[slot] += tenant.capacityOf(instance.placement().profile());
    }
  }

  /** The accuracy that a tenant has after one of its retrainings. */
  public double accuracyAfter(TenantOutlook tenant, PlannedInstance instance) {
    if (instance.inherited()) {
      return problem.inherited().stream()
          .filter(i -> i.placement().equals(instance.placement()))
          .filter(i -> i.task().equals(instance.task()))
          .mapToDouble(i -> i instanceof Inherited.Retraining r ? r.accuracyAfter() : 0)
          .findFirst()
          .orElse(tenant.accuracy());
    }
    return tenant.option(((Task.Retrain) instance.task()).choice()).accuracyAfter();
  }

  private void silence(List<PlannedInstance> own, double[] capacity) {
    for (PlannedInstance instance : own) {
      if (!problem.preInitialization() && instance.task() instanceof Task.Infer) {
        Arrays.fill(
            capacity,
            Math.min(instance.from(), problem.slots()),
            Math.min(instance.ready(), problem.slots()),
            0);
      }
    }
  }
}
