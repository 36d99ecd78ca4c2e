package dev.migrator.policies.astraea;

import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.Planner;
import dev.migrator.policies.Afterwards;
import dev.migrator.policies.Answer;
import dev.migrator.policies.LoadStatistic;
import dev.migrator.policies.Owed;
import dev.migrator.policies.Seating;
import java.util.List;

/**
 * The planner {@code astraea-mig}: Astraea (ASPLOS 2022) with instances of MIG for its quotas of
 * MPS.
 *
 * <p><b>Goal.</b> Quality of service with little: the smallest total of quotas such that every
 * tenant's capacity covers the peak predicted for the window, within its SLO (the form for low load
 * of Astraea and its predecessor Camelot, with services of one stage). If that does not fit, the
 * smallest ratio of capacity to peak is made as high as can be. Accuracy is not in the objective.
 *
 * <p><b>Quotas are profiles.</b> A tenant's quota is the compute slices of its instances, of which
 * it may have several, as Camelot's services have. Quotas are not rounded up after they are found:
 * the smallest total is looked for among those that can be packed, by exhaustion ({@link
 * dev.migrator.policies.Seatings}), which is never worse.
 *
 * <p><b>Retrainings</b> are not in the paper. They get what remains, as evenly as the layout
 * allows: the sum of the square roots of their compute slices is highest. Each keeps one instance
 * if there are enough, and the peak has to be covered beside these; without this, which is ours, a
 * GPU whose peaks need all of it would never retrain, and models fade.
 *
 * <p><b>When.</b> Once a window. Seats that retrainings leave are given away by the plan itself,
 * see {@link Afterwards}; that is ours too.
 *
 * <p><b>Example.</b> Peaks of 15 and 10 requests, 10 for each slice, seven slices of an A100: 2 + 1
 * slices cover them. Two retrainings share the other four: an instance of two slices each. With
 * peaks of 50 and 25 requests only five slices are left beside two retrainings: 3 + 2 slices cover
 * 0.6 and 0.8 of the peaks, and no other division lets the worse one have more.
 */
public final class AstraeaMigPlanner implements Planner {
  private final Settings settings;

  /**
   * How it looks at the forecast.
   *
   * @param peak the requests a slot that a tenant's instances have to cover
   */
  public record Settings(LoadStatistic peak) {
    /**
     * The highest mean of any slot: the peak that is predicted. On nine generated scenarios it was
     * 0.4 % better than the highest level of any slot, and 1 % better than the mean of the window.
     */
    public static Settings standard() {
      return new Settings(new LoadStatistic.HighestMean());
    }
  }

  /** With standard settings. */
  public AstraeaMigPlanner() {
    this(Settings.standard());
  }

  /** With these settings. */
  public AstraeaMigPlanner(Settings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "astraea-mig";
  }

  @Override
  public Plan plan(PlanningProblem problem) {
    Seating seating = new MigQuotas(problem, settings.peak()).seating();
    List<PlannedInstance> instances =
        Afterwards.added(problem, seating, tenant -> settings.peak().of(tenant.demand()));
    return Answer.of(name(), problem, Owed.added(problem, instances));
  }
}
