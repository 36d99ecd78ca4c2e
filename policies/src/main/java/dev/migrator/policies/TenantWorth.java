package dev.migrator.policies;

import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.TenantOutlook;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the seats of one layout are worth to one tenant: its part of a plan's value, for every
 * subset of the seats.
 *
 * <p>The horizon is cut where an instance becomes ready, a guest leaves or the accuracy changes;
 * within such a segment capacity and accuracy are constant, and a running sum tells what is
 * answered.
 */
final class TenantWorth {
  private final PlanningProblem problem;
  private final TenantOutlook tenant;
  private final Demand demand;
  private final List<Guest> guests;
  private final double[] capacities;
  private final double[][] answered;

  /**
   * @param seats of the layout, in an order in which equal profiles come in the same order in every
   *     layout, so that equal capacities are equal numbers
   * @param guests the tenant's instances that are not part of the layout
   */
  TenantWorth(
      PlanningProblem problem,
      TenantOutlook tenant,
      Demand demand,
      List<Seat> seats,
      List<Guest> guests) {
    this.problem = problem;
    this.tenant = tenant;
    this.demand = demand;
    this.guests = guests;
    this.capacities = new double[seats.size() + guests.size()];
    for (int i = 0; i < seats.size(); i++) {
      capacities[i] = tenant.capacityOf(seats.get(i).placement().profile());
    }
    for (int i = 0; i < guests.size(); i++) {
      capacities[seats.size() + i] =
          tenant.capacityOf(guests.get(i).serving().placement().profile());
    }
    this.answered = new double[1 << capacities.length][];
  }

  /**
   * The worth of each subset of the seats.
   *
   * @param seats the layout's seats, in the order of the constructor; their starts may be later
   * @param accuracy over the horizon
   * @param generous whether to let a tenant serve while its instances are set up even where the
   *     problem does not; then a seat that is free earlier is never worth less
   * @return by subset of the seats as a bit set
   */
  double[] bySubset(List<Seat> seats, AccuracyLine accuracy, boolean generous) {
    double[] worth = new double[1 << seats.size()];
    int useful = subset(seats, seat -> seat.isUseful(tenant, problem));
    int begun = subset(seats, seat -> !seat.isKeptFor(tenant));
    double after = accuracy.at(problem.slots()) * tenant.requestsAfter();
    List<Segment> segments = segments(seats, useful, accuracy, generous);
    for (int chosen = 0; chosen < worth.length; chosen++) {
      if ((chosen & ~useful) != 0) {
        worth[chosen] = worth[chosen & useful];
      } else {
        double answers = after;
        double served = 0;
        for (Segment segment : segments) {
          double answered = answered(segment, chosen);
          answers += segment.accuracy * answered;
          served += answered;
        }
        int setUps = Integer.bitCount(chosen & begun);
        worth[chosen] =
            tenant.weight() * answers - missed(served) - problem.setupPenalty() * setUps;
      }
    }
    return worth;
  }

  /** What it costs that fewer requests are served than the tenant's floor asks for. */
  private double missed(double served) {
    double missing = Math.max(0, tenant.floor() * tenant.demand().total() - served);
    return missing == 0 ? 0 : problem.floorPrice(tenant) * missing;
  }

  private double answered(Segment segment, int chosen) {
    if ((chosen & segment.silent) != 0) {
      return 0;
    }
    double[] sum = answered((chosen & segment.ready) | segment.guests);
    return sum[segment.to] - sum[segment.from];
  }

  private double[] answered(int serving) {
    double[] sum = answered[serving];
    if (sum == null) {
      double capacity = 0;
      for (int i = 0; i < capacities.length; i++) {
        capacity += (serving >> i & 1) * capacities[i];
      }
      sum = demand.answered(capacity);
      answered[serving] = sum;
    }
    return sum;
  }

  private List<Segment> segments(
      List<Seat> seats, int useful, AccuracyLine accuracy, boolean generous) {
    IntStream.Builder cuts = IntStream.builder().add(0).add(problem.slots());
    accuracy.rises().forEach(rise -> cuts.add(rise.slot()));
    for (Guest guest : guests) {
      cuts.add(guest.serving().readyAt()).add(guest.to());
    }
    for (int i = 0; i < seats.size(); i++) {
      if ((useful >> i & 1) == 1) {
        cuts.add(seats.get(i).from(tenant)).add(seats.get(i).ready(tenant, problem));
      }
    }
    int[] sorted = cuts.build().filter(c -> c <= problem.slots()).sorted().distinct().toArray();
    return IntStream.range(1, sorted.length)
        .mapToObj(i -> segment(seats, sorted[i - 1], sorted[i], accuracy, generous))
        .toList();
  }

  private Segment segment(
      List<Seat> seats, int from, int to, AccuracyLine accuracy, boolean generous) {
    boolean silences = !problem.preInitialization() && !generous;
    return new Segment(
        from,
        to,
        accuracy.at(from),
        subset(seats, seat -> seat.ready(tenant, problem) <= from),
        silences ? subset(seats, seat -> isSettingUp(seat, from)) : 0,
        serving(guests, from) << seats.size());
  }

  private boolean isSettingUp(Seat seat, int slot) {
    return seat.from(tenant) <= slot && slot < seat.ready(tenant, problem);
  }

  private static int serving(List<Guest> guests, int slot) {
    int serving = 0;
    for (int i = 0; i < guests.size(); i++) {
      serving |= guests.get(i).instance().isReadyIn(slot) ? 1 << i : 0;
    }
    return serving;
  }

  private static int subset(List<Seat> seats, java.util.function.Predicate<Seat> wanted) {
    int subset = 0;
    for (int i = 0; i < seats.size(); i++) {
      subset |= wanted.test(seats.get(i)) ? 1 << i : 0;
    }
    return subset;
  }

  /**
   * Slots in which nothing changes.
   *
   * @param ready seats that would serve in it
   * @param silent seats that would silence the tenant in it
   * @param guests guests that serve in it, in the bits behind the seats
   */
  private record Segment(int from, int to, double accuracy, int ready, int silent, int guests) {}
}
