package dev.migrator.core.plan;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import java.util.Arrays;
import java.util.Comparator;

/**
 * What one tenant has of the instances chosen so far, by slot, and what it would gain from one
 * more.
 */
final class TenantGain {
  private final PlanningProblem problem;
  private final TenantOutlook tenant;
  private final double[] capacity;
  private final boolean[] silent;

  /** At the beginning of each slot, and at the end. */
  private final double[] accuracy;

  TenantGain(PlanningProblem problem, TenantOutlook tenant) {
    this.problem = problem;
    this.tenant = tenant;
    this.capacity = new double[problem.slots()];
    this.silent = new boolean[problem.slots()];
    this.accuracy = new double[problem.slots() + 1];
    Arrays.setAll(accuracy, tenant::accuracyAt);
    problem.inherited().stream()
        .filter(Inherited.Retraining.class::isInstance)
        .map(Inherited.Retraining.class::cast)
        .filter(run -> isOf(run.task().tenant()) && run.endsAt() < accuracy.length)
        .sorted(Comparator.comparingInt(Inherited.Retraining::endsAt))
        .forEach(run -> Arrays.fill(accuracy, run.endsAt(), accuracy.length, run.accuracyAfter()));
  }

  boolean isOf(String name) {
    return tenant.name().equals(name);
  }

  /** The value that this instance adds. */
  double of(PlannedInstance instance) {
    return switch (instance.task()) {
      case Task.Infer infer -> ofServing(instance);
      case Task.Retrain retrain -> ofRetraining(instance, retrain);
    };
  }

  /** Reckons with this instance from now on. */
  void add(PlannedInstance instance) {
    int end = Math.min(instance.to(), problem.slots());
    switch (instance.task()) {
      case Task.Infer infer -> {
        for (int slot = instance.from(); slot < end; slot++) {
          boolean ready = instance.isReadyIn(slot);
          capacity[slot] += ready ? tenant.capacityOf(instance.placement().profile()) : 0;
          silent[slot] |= !ready && !problem.preInitialization();
        }
      }
      case Task.Retrain retrain -> {
        double after = tenant.option(retrain.choice()).accuracyAfter();
        for (int slot = instance.to(); slot <= problem.slots(); slot++) {
          accuracy[slot] = after;
        }
      }
    }
  }

  private double ofServing(PlannedInstance instance) {
    double more = tenant.capacityOf(instance.placement().profile());
    double price = tenant.floor() > 0 ? problem.floorPrice(tenant) : 0;
    double gain = instance.inherited() ? 0 : -problem.setupPenalty();
    double missing = price > 0 ? missing() : 0;
    double added = 0;
    for (int slot = instance.from(); slot < Math.min(instance.to(), problem.slots()); slot++) {
      double then =
          instance.isReadyIn(slot)
              ? served(slot, capacity[slot] + more, silent[slot])
              : served(slot, capacity[slot], silent[slot] || !problem.preInitialization());
      double change = then - served(slot, capacity[slot], silent[slot]);
      gain += tenant.weight() * accuracy[slot] * change;
      added += change;
    }
    return gain + price * Math.min(missing, added);
  }

  private double ofRetraining(PlannedInstance instance, Task.Retrain task) {
    double after = tenant.option(task.choice()).accuracyAfter();
    int end = problem.slots();
    double gain = (after - accuracy[end]) * tenant.requestsAfter();
    for (int slot = instance.to(); slot < end; slot++) {
      gain += (after - accuracy[slot]) * served(slot, capacity[slot], silent[slot]);
    }
    return tenant.weight() * gain;
  }

  private double served(int slot, double ready, boolean isSilent) {
    return tenant.demand().served(slot, isSilent ? 0 : ready);
  }

  private double missing() {
    double served = 0;
    for (int slot = 0; slot < problem.slots(); slot++) {
      served += served(slot, capacity[slot], silent[slot]);
    }
    return Math.max(0, tenant.floor() * tenant.demand().total() - served);
  }
}
