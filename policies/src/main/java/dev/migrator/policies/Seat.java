package dev.migrator.policies;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import java.util.Optional;

/**
 * A placement of a layout, with what it offers to whoever gets it.
 *
 * @param placement where it is
 * @param start first slot in which a new instance may be begun there
 * @param serving the instance that is inherited there, if one is and it may stay
 */
public record Seat(Placement placement, int start, Optional<Inherited.Serving> serving) {

  /** The same place from that slot on, after something else has used it. */
  public Seat freeFrom(int slot) {
    return new Seat(placement, slot, Optional.empty());
  }

  /** Whether it offers the same as the other: profile, start, and what is inherited. */
  boolean isLike(Seat other) {
    return placement.profile().equals(other.placement.profile())
        && start == other.start
        && heir().equals(other.heir());
  }

  /** Whether the tenant has an instance there already. */
  public boolean isKeptFor(TenantOutlook tenant) {
    return serving.filter(s -> s.task().tenant().equals(tenant.name())).isPresent();
  }

  /** First slot in which the tenant's instance there takes its slices. */
  public int from(TenantOutlook tenant) {
    return isKeptFor(tenant) ? 0 : start;
  }

  /** First slot in which the tenant's instance there serves. */
  public int ready(TenantOutlook tenant, PlanningProblem problem) {
    return isKeptFor(tenant)
        ? serving.orElseThrow().readyAt()
        : start + problem.setupSlots(placement.profile());
  }

  /** Whether the tenant can serve from there within the horizon. */
  public boolean isUseful(TenantOutlook tenant, PlanningProblem problem) {
    return tenant.capacityOf(placement.profile()) > 0 && ready(tenant, problem) < problem.slots();
  }

  /** The tenant's instance there, to the end of the horizon. */
  public PlannedInstance instance(TenantOutlook tenant, PlanningProblem problem) {
    return new PlannedInstance(
        placement,
        new Task.Infer(tenant.name()),
        from(tenant),
        ready(tenant, problem),
        problem.slots(),
        isKeptFor(tenant));
  }

  private String heir() {
    return serving.map(s -> s.task().tenant() + " " + s.readyAt()).orElse("");
  }
}
