package dev.migrator.solver;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A placement on which a tenant could be served: the pairs (i, p) of the program.
 *
 * @param tenant the tenant's number
 * @param placement where
 * @param setUp slots from creation to ready
 * @param inheritedReadyAt slot from which the instance inherited here for this tenant can serve, if
 *     there is one
 * @param creatable whether the plan may create an instance here
 */
record Seat(
    int tenant, Placement placement, int setUp, OptionalInt inheritedReadyAt, boolean creatable) {

  /** Every seat that can earn anything within the horizon, by tenant, then placement. */
  static List<Seat> of(PlanningProblem problem) {
    List<Seat> seats = new ArrayList<>();
    for (int tenant = 0; tenant < problem.tenants().size(); tenant++) {
      for (Placement placement : places(problem)) {
        Seat seat = at(problem, tenant, placement);
        if (seat.canEarn(problem)) {
          seats.add(seat);
        }
      }
    }
    return seats;
  }

  Profile profile() {
    return placement.profile();
  }

  /** The first slot in which it could be ready. */
  int firstReady() {
    int created = creatable ? setUp : Integer.MAX_VALUE;
    return Math.min(created, inheritedReadyAt.orElse(Integer.MAX_VALUE));
  }

  /** Whether an instance is ready here when the horizon begins. */
  boolean isReadyAtStart() {
    return inheritedReadyAt.orElse(1) == 0;
  }

  /** Whether an instance is being set up here when the horizon begins, to be ready within it. */
  boolean isSetUpAtStart(int slots) {
    int readyAt = inheritedReadyAt.orElse(0);
    return 0 < readyAt && readyAt < slots;
  }

  private static Seat at(PlanningProblem problem, int tenant, Placement placement) {
    String name = problem.tenants().get(tenant).name();
    OptionalInt readyAt =
        problem.inherited().stream()
            .filter(Inherited.Serving.class::isInstance)
            .map(Inherited.Serving.class::cast)
            .filter(i -> i.placement().equals(placement) && i.task().tenant().equals(name))
            .mapToInt(Inherited.Serving::readyAt)
            .findFirst();
    boolean creatable = problem.placements().contains(placement);
    return new Seat(tenant, placement, problem.setupSlots(placement.profile()), readyAt, creatable);
  }

  private boolean canEarn(PlanningProblem problem) {
    TenantOutlook outlook = problem.tenants().get(tenant);
    return outlook.capacityOf(profile()) > 0 && firstReady() < problem.slots();
  }

  private static List<Placement> places(PlanningProblem problem) {
    List<Placement> places = new ArrayList<>(problem.placements());
    problem.inherited().stream()
        .filter(Inherited.Serving.class::isInstance)
        .map(Inherited::placement)
        .filter(placement -> !places.contains(placement))
        .forEach(places::add);
    places.sort(null);
    return places;
  }
}
