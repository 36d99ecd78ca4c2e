package dev.migrator.policies;

import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.TenantOutlook;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The placements that a load does not need: with any one of them idle, some layout still answers as
 * much as the best layout does.
 */
final class Room {
  private static final double TOLERANCE = 1e-3;

  private final PlanningProblem problem;
  private final double[] loads;

  /**
   * @param problem whose running retrainings stand in the way; set-up times play no part
   * @param loads requests a slot by tenant
   */
  Room(PlanningProblem problem, double[] loads) {
    this.problem = problem;
    this.loads = loads;
  }

  /** Those that are free at once, in order. */
  Set<Placement> placements(List<Cut> cuts) {
    List<Partition> partitions = cuts.stream().map(this::partition).toList();
    double most = 0;
    for (int i = 0; i < cuts.size(); i++) {
      most = Math.max(most, partitions.get(i).value(cuts.get(i).all()));
    }
    Set<Placement> room = new TreeSet<>();
    for (int i = 0; i < cuts.size(); i++) {
      addIdle(cuts.get(i), partitions.get(i), (1 - TOLERANCE) * most, room);
    }
    return room;
  }

  private static void addIdle(Cut cut, Partition partition, double enough, Set<Placement> room) {
    for (int i = 0; i < cut.seats().size(); i++) {
      Seat seat = cut.seats().get(i);
      if (seat.start() == 0 && partition.value(cut.all() & ~(1 << i)) >= enough) {
        room.add(seat.placement());
      }
    }
  }

  private Partition partition(Cut cut) {
    double[][] worth = new double[loads.length][];
    for (int i = 0; i < loads.length; i++) {
      worth[i] = worth(cut.seats(), problem.tenants().get(i), loads[i]);
    }
    return new Partition(worth);
  }

  private static double[] worth(List<Seat> seats, TenantOutlook tenant, double load) {
    double[] worth = new double[1 << seats.size()];
    for (int chosen = 0; chosen < worth.length; chosen++) {
      double capacity = 0;
      for (int i = 0; i < seats.size(); i++) {
        if ((chosen >> i & 1) == 1 && seats.get(i).start() == 0) {
          capacity += tenant.capacityOf(seats.get(i).placement().profile());
        }
      }
      worth[chosen] = tenant.weight() * tenant.accuracy() * Math.min(load, capacity);
    }
    return worth;
  }
}
