package dev.migrator.policies.miso;

import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.policies.Answered;
import dev.migrator.policies.Appraisal;
import dev.migrator.policies.Cut;
import dev.migrator.policies.LoadStatistic;
import dev.migrator.policies.Training;

/**
 * The sum of normalised speeds: no job without an instance, if it can be helped, then speed.
 *
 * @param answered what tenants answer
 * @param load the requests a slot that are to be covered
 * @param demandsQuality whether loads have to be covered
 */
record Speeds(
    PlanningProblem problem, Answered answered, LoadStatistic load, boolean demandsQuality)
    implements Appraisal {

  /** So many speeds outweighs an inference that has no instance. */
  private static final double PLACE_OF_INFERENCE = 1e6;

  /** So many speeds outweighs a retraining that has an instance. */
  private static final double PLACE_OF_RETRAINING = 1e3;

  /** What a new instance costs: of equal speeds the calmer seating is better. */
  private static final double SET_UP = 1e-4;

  /** Without regard to loads. */
  Speeds(PlanningProblem problem, LoadStatistic load) {
    this(problem, new Answered(problem), load, false);
  }

  /** Where loads have to be covered. */
  Speeds withQuality() {
    return new Speeds(problem, answered, load, true);
  }

  @Override
  public double[] serving(Cut cut, TenantOutlook tenant) {
    double[] speed = answered.bySubset(cut, tenant);
    double[] capacity = cut.capacities(tenant, problem);
    double requests = tenant.demand().total();
    double enough = demandsQuality ? load.of(tenant.demand()) : 0;
    for (int seats = 0; seats < speed.length; seats++) {
      speed[seats] = requests == 0 ? 0 : speed[seats] / requests;
      speed[seats] -= SET_UP * cut.setUps(tenant, seats);
      if (capacity[seats] == 0 && capacity[cut.all()] > 0) {
        speed[seats] -= PLACE_OF_INFERENCE;
      }
      if (capacity[seats] < enough) {
        speed[seats] = Double.NEGATIVE_INFINITY;
      }
    }
    return speed;
  }

  @Override
  public double training(Cut cut, TenantOutlook tenant, Training training) {
    return PLACE_OF_RETRAINING + training.speed(cut.seats().get(training.seat()));
  }
}
