package dev.migrator.core.plan.fleet;

import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.Renewal;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.Worth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The plan of a fleet while it is being made: what is on each GPU, and what it is worth. */
final class Roster {
  private final Fleet fleet;
  private final Worth worth;
  private final List<List<PlannedInstance>> byGpu = new ArrayList<>();

  /** By tenant and GPU. */
  private final List<TreeMap<Integer, List<PlannedInstance>>> byTenant = new ArrayList<>();

  private final double[] values;
  private long setUps;

  /** With nothing on it. */
  Roster(Fleet fleet) {
    this.fleet = fleet;
    this.worth = new Worth(fleet.problem());
    this.values = new double[fleet.tenants().size()];
    fleet.gpus().forEach(_ -> byGpu.add(List.of()));
    for (int tenant = 0; tenant < values.length; tenant++) {
      byTenant.add(new TreeMap<>());
      values[tenant] = value(tenant, Map.of());
    }
  }

  /**
   * What a plan is worth.
   *
   * @param owed tenants that have to be retrained and are not; fewer is better, whatever the value
   */
  record Score(int owed, double value) {
    boolean isBetterThan(Score other) {
      double margin = 1e-9 * Math.abs(other.value);
      return owed != other.owed ? owed < other.owed : value > other.value + margin;
    }
  }

  /** What all is worth. */
  double value() {
    double sum = -setUps * fleet.problem().setupPenalty();
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  /** Every instance. */
  List<PlannedInstance> instances() {
    return byGpu.stream().flatMap(List::stream).toList();
  }

  List<PlannedInstance> on(int gpu) {
    return byGpu.get(gpu);
  }

  /** The tenants that have an instance on that GPU. */
  TreeSet<Integer> tenantsOn(int gpu) {
    return tenantsOf(byGpu.get(gpu));
  }

  private TreeSet<Integer> tenantsOf(List<PlannedInstance> instances) {
    TreeSet<Integer> tenants = new TreeSet<>();
    instances.forEach(instance -> tenants.add(fleet.tenant(instance.task().tenant())));
    return tenants;
  }

  /** Puts these instances on a GPU, instead of all that is there. */
  void put(int gpu, List<PlannedInstance> instances) {
    Map<Integer, List<PlannedInstance>> own = byTenant(instances);
    Set<Integer> touched = tenantsOn(gpu);
    touched.addAll(own.keySet());
    setUps += setUps(instances) - setUps(byGpu.get(gpu));
    byGpu.set(gpu, List.copyOf(instances));
    for (int tenant : touched) {
      byTenant.get(tenant).remove(gpu);
      if (own.containsKey(tenant)) {
        byTenant.get(tenant).put(gpu, own.get(tenant));
      }
      values[tenant] = value(tenant, byTenant.get(tenant));
    }
  }

  /** Puts these instances on a GPU if that is better than what is there; says whether it was. */
  boolean offer(int gpu, List<PlannedInstance> instances) {
    List<PlannedInstance> present = byGpu.get(gpu);
    Set<Integer> touched = tenantsOn(gpu);
    touched.addAll(tenantsOf(instances));
    Score before = score(touched);
    put(gpu, instances);
    if (score(touched).isBetterThan(before)) {
      return true;
    }
    put(gpu, present);
    return false;
  }

  private Score score(Set<Integer> tenants) {
    double sum = -setUps * fleet.problem().setupPenalty();
    int owed = 0;
    for (int tenant : tenants) {
      sum += values[tenant];
      owed += isOwed(tenant) ? 1 : 0;
    }
    return new Score(owed, sum);
  }

  /** Whether a tenant has to be retrained and is not. */
  boolean isOwed(int tenant) {
    return fleet.tenants().get(tenant).mustRetrain() && retraining(tenant, -1).isEmpty();
  }

  private Map<Integer, List<PlannedInstance>> byTenant(List<PlannedInstance> instances) {
    Map<Integer, List<PlannedInstance>> own = new HashMap<>();
    for (PlannedInstance instance : instances) {
      int tenant = fleet.tenant(instance.task().tenant());
      own.computeIfAbsent(tenant, _ -> new ArrayList<>()).add(instance);
    }
    return own;
  }

  private static long setUps(List<PlannedInstance> instances) {
    return instances.stream().filter(i -> !i.inherited() && i.task() instanceof Task.Infer).count();
  }

  private double value(int tenant, Map<Integer, List<PlannedInstance>> own) {
    return worth.of(
        fleet.tenants().get(tenant), own.values().stream().flatMap(List::stream).toList());
  }

  /** A tenant as that GPU sees it: served, and perhaps retrained, by the others as planned now. */
  TenantOutlook seenFrom(int gpu, int tenant) {
    TenantOutlook outlook = fleet.tenants().get(tenant);
    if (byTenant.get(tenant).keySet().stream().allMatch(g -> g == gpu)) {
      return outlook;
    }
    double[] elsewhere = capacity(tenant, gpu);
    double[] outside = outlook.demand().elsewhere();
    for (int slot = 0; slot < outside.length; slot++) {
      elsewhere[slot] += outside[slot];
    }
    TenantOutlook seen = outlook.with(outlook.demand().with(elsewhere));
    return retraining(tenant, gpu)
        .map(r -> seen.renewed(new Renewal(r.to(), worth.accuracyAfter(outlook, r))))
        .orElse(seen);
  }

  /** By slot: what a tenant's instances can answer, those on one GPU left out. */
  double[] capacity(int tenant, int besidesGpu) {
    return worth.capacity(fleet.tenants().get(tenant), own(tenant, besidesGpu));
  }

  /** By slot: what a tenant's instances on one GPU can answer. */
  double[] capacityOn(int tenant, int gpu) {
    List<PlannedInstance> own = byTenant.get(tenant).getOrDefault(gpu, List.of());
    return worth.capacity(fleet.tenants().get(tenant), own);
  }

  private List<PlannedInstance> own(int tenant, int besidesGpu) {
    return byTenant.get(tenant).entrySet().stream()
        .filter(entry -> entry.getKey() != besidesGpu)
        .flatMap(entry -> entry.getValue().stream())
        .toList();
  }

  private Optional<PlannedInstance> retraining(int tenant, int besidesGpu) {
    return own(tenant, besidesGpu).stream()
        .filter(instance -> instance.task() instanceof Task.Retrain)
        .findFirst();
  }

  /** By slot: weight times accuracy. */
  double[] worthOf(int tenant) {
    TenantOutlook outlook = fleet.tenants().get(tenant);
    double[] each = new double[fleet.slots()];
    Optional<PlannedInstance> retrained = retraining(tenant, -1);
    for (int slot = 0; slot < each.length; slot++) {
      boolean done = retrained.isPresent() && retrained.get().to() <= slot;
      double accuracy =
          done ? worth.accuracyAfter(outlook, retrained.get()) : outlook.accuracyAt(slot);
      each[slot] = outlook.weight() * accuracy;
    }
    return each;
  }
}
