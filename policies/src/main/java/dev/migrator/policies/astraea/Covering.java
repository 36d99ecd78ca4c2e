package dev.migrator.policies.astraea;

import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.policies.Appraisal;
import dev.migrator.policies.Cut;
import dev.migrator.policies.Training;
import java.util.Map;

/**
 * The smallest quotas that cover a part of every peak: first as many retrainings as can be, then
 * few slices for inference, then even shares for retrainings, then few set-ups.
 *
 * @param peaks by tenant: requests a slot, above 0
 * @param least part of its peak that every tenant covers who can; 0 where not even every tenant can
 *     have an instance: then the sum of the parts is to be high before all else
 */
record Covering(PlanningProblem problem, Map<String, Double> peaks, double least)
    implements Appraisal {
  private static final double PART = 1e6;
  private static final double RETRAINING = 1e4;
  private static final double SLICE = 100;
  private static final double SET_UP = 1e-4;

  /** The part of a tenant's peak that is covered, at most 1. */
  static double part(double capacity, TenantOutlook tenant, Map<String, Double> peaks) {
    return Math.min(1, capacity / peaks.getOrDefault(tenant.name(), 1.0));
  }

  @Override
  public double[] serving(Cut cut, TenantOutlook tenant) {
    double[] capacity = cut.capacities(tenant, problem);
    double[] worth = new double[capacity.length];
    boolean isOfUse = capacity[cut.all()] > 0;
    for (int seats = 0; seats < worth.length; seats++) {
      double part = part(capacity[seats], tenant, peaks);
      worth[seats] = -SLICE * slices(cut, seats) - SET_UP * cut.setUps(tenant, seats);
      worth[seats] += least == 0 ? PART * part : 0;
      if (isOfUse && part < least) {
        worth[seats] = Double.NEGATIVE_INFINITY;
      }
    }
    return worth;
  }

  @Override
  public double training(Cut cut, TenantOutlook tenant, Training training) {
    Profile profile = cut.seats().get(training.seat()).placement().profile();
    return RETRAINING + Math.sqrt(profile.computeSlices());
  }

  private static int slices(Cut cut, int seats) {
    int slices = 0;
    for (int i = 0; i < cut.seats().size(); i++) {
      slices += (seats >> i & 1) * cut.seats().get(i).placement().profile().computeSlices();
    }
    return slices;
  }
}
