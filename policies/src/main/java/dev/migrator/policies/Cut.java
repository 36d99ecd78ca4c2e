package dev.migrator.policies;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A layout as a choice for a problem: its seats, and who may stay beside them for a while.
 *
 * <p>A seat whose slices a running retraining holds begins when that ends. An inherited instance
 * outside the layout goes when the first seat that needs its slices begins.
 *
 * @param seats by size of profile, then place
 * @param guests inherited instances that are not on a seat
 */
public record Cut(List<Seat> seats, List<Guest> guests) {

  /** Copied. */
  public Cut {
    seats = List.copyOf(seats);
    guests = List.copyOf(guests);
  }

  /** Every maximal layout as a cut; of those that offer the same only the first. */
  public static List<Cut> all(PlanningProblem problem, List<Layout> maximal) {
    List<Cut> cuts = new ArrayList<>();
    for (Layout layout : maximal) {
      Cut cut = of(problem, layout);
      if (cuts.stream().noneMatch(cut::offersTheSameAs)) {
        cuts.add(cut);
      }
    }
    return cuts;
  }

  static Cut of(PlanningProblem problem, Layout layout) {
    List<Profile> profiles = problem.gpu().profiles();
    List<Seat> seats =
        layout.placements().stream()
            .sorted(Comparator.comparingInt(place -> profiles.indexOf(place.profile())))
            .map(place -> seat(problem, place))
            .toList();
    List<Guest> guests =
        serving(problem).stream()
            .filter(serving -> !layout.placements().contains(serving.placement()))
            .map(serving -> new Guest(serving, leaves(problem, serving, seats)))
            .filter(guest -> guest.serving().readyAt() < guest.to())
            .filter(guest -> problem.preInitialization() || guest.serving().readyAt() == 0)
            .toList();
    return new Cut(seats, guests);
  }

  /** Those that infer for this tenant. */
  public List<Guest> guestsOf(String tenant) {
    return guests.stream().filter(guest -> guest.serving().task().tenant().equals(tenant)).toList();
  }

  /** All seats as a bit set. */
  public int all() {
    return (1 << seats.size()) - 1;
  }

  /**
   * What a tenant could answer in a slot once all seats that are of use to it are ready.
   *
   * @return by set of seats as a bit set
   */
  public double[] capacities(TenantOutlook tenant, PlanningProblem problem) {
    double[] capacities = new double[all() + 1];
    for (int i = 0; i < seats.size(); i++) {
      Seat seat = seats.get(i);
      if (seat.isUseful(tenant, problem)) {
        double more = tenant.capacityOf(seat.placement().profile());
        for (int set = 1 << i; set < capacities.length; set = (set + 1) | 1 << i) {
          capacities[set] += more;
        }
      }
    }
    return capacities;
  }

  /** How many of these seats, a bit set, the tenant does not have already. */
  public int setUps(TenantOutlook tenant, int chosen) {
    int count = 0;
    for (int i = 0; i < seats.size(); i++) {
      count += (chosen >> i & 1) == 1 && !seats.get(i).isKeptFor(tenant) ? 1 : 0;
    }
    return count;
  }

  private boolean offersTheSameAs(Cut other) {
    return seats.size() == other.seats.size()
        && guests.equals(other.guests)
        && seats.stream().allMatch(seat -> count(seat) == other.count(seat));
  }

  private long count(Seat like) {
    return seats.stream().filter(like::isLike).count();
  }

  private static Seat seat(PlanningProblem problem, Placement placement) {
    int start = Running.freeFrom(problem, placement);
    Optional<Inherited.Serving> serving =
        serving(problem).stream().filter(s -> s.placement().equals(placement)).findFirst();
    return new Seat(placement, start, serving);
  }

  private static int leaves(PlanningProblem problem, Inherited.Serving serving, List<Seat> seats) {
    return seats.stream()
        .filter(seat -> Running.exclude(seat.placement(), serving.placement()))
        .mapToInt(Seat::start)
        .reduce(problem.slots(), Math::min);
  }

  /** Instances that may stay: those of tenants that there are. */
  private static List<Inherited.Serving> serving(PlanningProblem problem) {
    List<String> names = problem.tenants().stream().map(TenantOutlook::name).toList();
    return problem.inherited().stream()
        .filter(Inherited.Serving.class::isInstance)
        .map(Inherited.Serving.class::cast)
        .filter(serving -> names.contains(serving.task().tenant()))
        .toList();
  }
}
