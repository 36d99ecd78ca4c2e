package dev.migrator.core.plan.fleet;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.Planner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The problem of one GPU while the others stay as they are.
 *
 * <p>Its value and the fleet's differ by what does not depend on this GPU, as long as a tenant goes
 * on serving while it gets an instance, and where no floor is missed: so a better plan for the one
 * is a better plan for all.
 */
final class OneGpu {
  private final Fleet fleet;
  private final Roster roster;
  private final Fleet.Gpu gpu;

  OneGpu(Fleet fleet, Roster roster, int number) {
    this.fleet = fleet;
    this.roster = roster;
    this.gpu = fleet.gpus().get(number);
  }

  /** What exists at the beginning, kept as long as possible. */
  List<PlannedInstance> kept() {
    List<PlannedInstance> kept = new ArrayList<>();
    for (Inherited instance : gpu.inherited()) {
      switch (instance) {
        case Inherited.Serving s -> {
          if (s.readyAt() < fleet.slots()) {
            kept.add(
                new PlannedInstance(s.placement(), s.task(), 0, s.readyAt(), fleet.slots(), true));
          }
        }
        case Inherited.Retraining r ->
            kept.add(new PlannedInstance(r.placement(), r.task(), 0, 0, r.endsAt(), true));
      }
    }
    return here(kept);
  }

  /** Whose retraining runs here: they have to be planned for. */
  TreeSet<Integer> bound() {
    TreeSet<Integer> tenants = new TreeSet<>();
    gpu.running().forEach(r -> tenants.add(fleet.tenant(r.task().tenant())));
    return tenants;
  }

  /** The problem for these tenants; what others inherited is given up. */
  PlanningProblem problem(Set<Integer> tenants) {
    PlanningProblem all = fleet.problem();
    List<TenantOutlook> outlooks = new ArrayList<>();
    tenants.forEach(tenant -> outlooks.add(roster.seenFrom(gpu.number(), tenant)));
    return new PlanningProblem(
        List.of(gpu.kind().model()),
        gpu.kind().placements(),
        all.slots(),
        all.setupSlots(),
        outlooks,
        gpu.inherited().stream()
            .filter(i -> tenants.contains(fleet.tenant(i.task().tenant())))
            .toList(),
        all.rules().withPausing(Optional.empty()));
  }

  /** Plans anew for these tenants. */
  List<PlannedInstance> planned(Set<Integer> tenants, Planner planner) {
    return here(planner.plan(problem(tenants)).instances());
  }

  /** The same instances, as if this were the first GPU. */
  List<PlannedInstance> asFirst(List<PlannedInstance> instances) {
    return on(instances, 0);
  }

  /** Instances planned as if this were the first GPU. */
  List<PlannedInstance> here(List<PlannedInstance> instances) {
    return on(instances, gpu.number());
  }

  private static List<PlannedInstance> on(List<PlannedInstance> instances, int number) {
    return instances.stream()
        .map(
            i ->
                new PlannedInstance(
                    i.placement().on(number), i.task(), i.from(), i.ready(), i.to(), i.inherited()))
        .toList();
  }
}
