package dev.migrator.app.explain;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a set of instances earns, item by item: who is served when, and how accurately.
 *
 * <p>The items add up to the value that {@link PlanningProblem} defines.
 */
final class Ledger {
  private final PlanningProblem problem;
  private final List<PlannedInstance> instances;

  /** By tenant and slot. */
  private final double[][] served;

  /** By tenant and slot; the last one is that of the horizon's end. */
  private final double[][] accuracy;

  Ledger(PlanningProblem problem, List<PlannedInstance> instances) {
    this.problem = problem;
    this.instances = List.copyOf(instances);
    int tenants = problem.tenants().size();
    this.served = new double[tenants][problem.slots()];
    this.accuracy = new double[tenants][problem.slots() + 1];
    for (int tenant = 0; tenant < tenants; tenant++) {
      TenantOutlook outlook = problem.tenants().get(tenant);
      learn(outlook, accuracy[tenant]);
      serve(outlook, served[tenant]);
    }
  }

  /** Of a retraining's segments only the end of the last one counts. */
  private void learn(TenantOutlook tenant, double[] row) {
    Arrays.setAll(row, tenant::accuracyAt);
    instances.stream()
        .filter(i -> i.task() instanceof Task.Retrain && i.task().tenant().equals(tenant.name()))
        .max(Comparator.comparingInt(PlannedInstance::to))
        .filter(last -> last.to() <= problem.slots())
        .ifPresent(last -> Arrays.fill(row, last.to(), row.length, accuracyAfter(tenant, last)));
  }

  private double accuracyAfter(TenantOutlook tenant, PlannedInstance instance) {
    return problem.inherited().stream()
        .filter(_ -> instance.inherited())
        .filter(i -> i.placement().equals(instance.placement()))
        .filter(Inherited.Retraining.class::isInstance)
        .mapToDouble(i -> ((Inherited.Retraining) i).accuracyAfter())
        .findFirst()
        .orElseGet(() -> tenant.option(Words.choice(instance)).accuracyAfter());
  }

  private void serve(TenantOutlook tenant, double[] row) {
    for (int slot = 0; slot < row.length; slot++) {
      row[slot] = tenant.demand().served(slot, capacity(tenant, slot));
    }
  }

  private double capacity(TenantOutlook tenant, int slot) {
    double capacity = 0;
    for (PlannedInstance instance : instances) {
      if (instance.task().equals(new Task.Infer(tenant.name())) && instance.existsIn(slot)) {
        if (instance.isReadyIn(slot)) {
          capacity += tenant.capacityOf(instance.placement().profile());
        } else if (!problem.preInitialization()) {
          return 0;
        }
      }
    }
    return capacity;
  }

  /** Requests that a tenant is served in the slots from..to-1. */
  double served(int tenant, int from, int to) {
    return IntStream.range(from, to).mapToDouble(slot -> served[tenant][slot]).sum();
  }

  /** What is deducted for inference instances set up. */
  double penalty() {
    return problem.setupPenalty()
        * instances.stream().filter(i -> !i.inherited() && i.task() instanceof Task.Infer).count();
  }

  /** What is deducted for floors that are missed. */
  double floors() {
    double sum = 0;
    for (int tenant = 0; tenant < served.length; tenant++) {
      TenantOutlook outlook = problem.tenants().get(tenant);
      double wanted = outlook.floor() * outlook.demand().total();
      double missing = Math.max(0, wanted - served(tenant, 0, problem.slots()));
      sum += problem.floorPrice(outlook) * missing;
    }
    return sum;
  }

  /**
   * What is served more here than there in the slots from..to-1, each request at the accuracy that
   * it would have had there.
   */
  Amount servedMore(Ledger there, int tenant, int from, int to) {
    double requests = 0;
    double value = 0;
    for (int slot = from; slot < to; slot++) {
      double more = served[tenant][slot] - there.served[tenant][slot];
      requests += more;
      value += there.accuracy[tenant][slot] * more;
    }
    return new Amount(requests, problem.tenants().get(tenant).weight() * value);
  }

  /**
   * What is answered more accurately here than there: the requests served here, and those beyond
   * the horizon.
   */
  Amount moreAccurate(Ledger there, int tenant) {
    TenantOutlook outlook = problem.tenants().get(tenant);
    int end = problem.slots();
    double gain = accuracy[tenant][end] - there.accuracy[tenant][end];
    double requests = gain == 0 ? 0 : outlook.requestsAfter();
    double value = gain * outlook.requestsAfter();
    for (int slot = 0; slot < end; slot++) {
      double better = accuracy[tenant][slot] - there.accuracy[tenant][slot];
      requests += better == 0 ? 0 : served[tenant][slot];
      value += better * served[tenant][slot];
    }
    return new Amount(requests, outlook.weight() * value);
  }
}
