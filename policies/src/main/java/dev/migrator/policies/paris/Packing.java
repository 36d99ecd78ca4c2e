package dev.migrator.policies.paris;

import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.policies.Appraisal;
import dev.migrator.policies.Cut;
import dev.migrator.policies.Seat;
import dev.migrator.policies.Training;

/**
 * How near a seating is to the partition that is wanted; the rule of nearness is ours.
 *
 * <p>Of every job's instances and of those that it wants, the compute slices are counted that are
 * in instances of at least one slice, of at least two, and so on; the differences are added up. So
 * one instance of four slices is nearer to half of a seven than four of one slice are. A new
 * instance counts for the part of the horizon in which it is ready. Before nearness comes that
 * every inference has an instance, and then every retraining.
 *
 * <p><b>Example.</b> Wanted is 0.6 of an instance of 3 slices: 1.8 slices in instances of at least
 * 1, 2 and 3. One of 2 slices has 2, 2 and 0: the distance is 0.2 + 0.2 + 1.8 = 2.2; of one with 3
 * it is 3 · 1.2 = 3.6, of two with 1 it is 0.2 + 1.8 + 1.8 = 3.8.
 */
record Packing(PlanningProblem problem, Wanted wanted) implements Appraisal {
  private static final double PLACE_OF_INFERENCE = 1e6;
  private static final double PLACE_OF_RETRAINING = 1e3;

  @Override
  public double[] serving(Cut cut, TenantOutlook tenant) {
    double[] capacity = cut.capacities(tenant, problem);
    double[] wish = wanted.inference().getOrDefault(tenant.name(), none());
    double[] worth = new double[capacity.length];
    for (int seats = 0; seats < worth.length; seats++) {
      worth[seats] = -distance(held(cut, seats, tenant), wish);
      if (capacity[seats] == 0 && capacity[cut.all()] > 0) {
        worth[seats] -= PLACE_OF_INFERENCE;
      }
    }
    return worth;
  }

  @Override
  public double training(Cut cut, TenantOutlook tenant, Training training) {
    double[] wish = wanted.retraining().getOrDefault(tenant.name(), none());
    double[] held = none();
    int size = size(cut.seats().get(training.seat()));
    held[size] = size;
    return PLACE_OF_RETRAINING + distance(none(), wish) - distance(held, wish);
  }

  /** Compute slices by size of instance; a seat that is of no use counts for nothing. */
  private double[] held(Cut cut, int seats, TenantOutlook tenant) {
    double[] held = none();
    for (int i = 0; i < cut.seats().size(); i++) {
      Seat seat = cut.seats().get(i);
      if ((seats >> i & 1) == 1 && seat.isUseful(tenant, problem)) {
        double unready = (double) seat.ready(tenant, problem) / problem.slots();
        held[size(seat)] += size(seat) * (1 - unready);
      }
    }
    return held;
  }

  static double distance(double[] held, double[] wish) {
    double distance = 0;
    double missing = 0;
    for (int size = held.length - 1; size > 0; size--) {
      missing += wish[size] - held[size];
      distance += Math.abs(missing);
    }
    return distance;
  }

  private double[] none() {
    return new double[problem.gpu().computeSlices() + 1];
  }

  private static int size(Seat seat) {
    return seat.placement().profile().computeSlices();
  }
}
