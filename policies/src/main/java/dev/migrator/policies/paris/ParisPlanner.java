package dev.migrator.policies.paris;

import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Tenant;
import dev.migrator.core.plan.Planner;
import dev.migrator.policies.Afterwards;
import dev.migrator.policies.Answer;
import dev.migrator.policies.LoadStatistic;
import dev.migrator.policies.Owed;
import dev.migrator.policies.Seating;
import dev.migrator.policies.Seatings;
import java.time.Duration;
import java.util.List;

/**
 * The planner {@code paris}: PARIS (DAC 2022) sizes the instances of a GPU by the sizes of the
 * batches that are to be served. Its companion ELSA, which routes requests, is the world's to do.
 *
 * <p><b>Goal.</b> Every batch is to be served by the smallest profile that is still efficient with
 * it, and every profile to have as many instances as its batches need.
 *
 * <p><b>Algorithm.</b>
 *
 * <ol>
 *   <li>For each tenant and profile, the knee of the rate over the size of batches; the sizes are
 *       divided among the profiles at the knees ({@link Segments}).
 *   <li>The number of instances of each profile: the load in its segment over its rate there, all
 *       in proportion, so that together they have the GPU's compute slices ({@link Wanted}).
 *   <li>Of all layouts and divisions the one that is nearest to that ({@link Packing}).
 * </ol>
 *
 * <p><b>Port,</b> all ours: PARIS has one model and whole batches as requests. Here the size of a
 * batch is what arrives in half of the SLO, in each slot and at each level of the forecast; several
 * tenants share the compute slices in proportion to what their instances need; retraining is one
 * more class of each tenant, with its training's batch, and gets one instance. It is retrained with
 * the choice that gains most there.
 *
 * <p><b>When.</b> Once a window; the cut stays. Seats that retrainings leave are given away by the
 * plan itself, see {@link Afterwards}.
 *
 * <p><b>Example.</b> A model answers b requests in 10 + b ms on one slice and in 10 + b/4 ms on all
 * four of an A30, up to batches of 4 and 16. The rates are highest there: 286 and 1143 a second; 90
 * % of that is reached by batches of 4 and of 14. Batches up to 4 are the small profile's, others
 * the large one's. A load of 100 a second in batches of 2 needs 100/167 = 0.6 small instances, one
 * of 800 in batches of 16 0.7 large ones; in proportion to four slices that are 0.7 and 0.82.
 */
public final class ParisPlanner implements Planner {
  private static final LoadStatistic LOAD = new LoadStatistic.Mean();

  private final List<Tenant> tenants;
  private final Duration slot;
  private final Settings settings;

  /**
   * What its figures leave open.
   *
   * @param knee share of its highest rate at which a profile's knee is, above 0 and up to 1
   * @param trainingBatch size of the batches of a training, at least 1
   */
  public record Settings(double knee, int trainingBatch) {
    /** Checked. */
    public Settings {
      if (!(knee > 0 && knee <= 1) || trainingBatch < 1) {
        throw new IllegalArgumentException(
            "paris: knee is %s and trainingBatch %d; expected a number above 0 and up to 1, and at least 1."
                .formatted(knee, trainingBatch));
      }
    }

    /**
     * Knees at 90 % and trainings in batches of 32. On nine generated scenarios 80, 85, 95 and 99 %
     * were 0.5 to 2.3 % worse.
     */
    public static Settings standard() {
      return new Settings(0.9, 32);
    }
  }

  /**
   * With standard settings.
   *
   * @param tenants those that are planned for, with what their models do
   * @param slot length of a slot
   */
  public ParisPlanner(List<Tenant> tenants, Duration slot) {
    this(tenants, slot, Settings.standard());
  }

  /** With these settings. */
  public ParisPlanner(List<Tenant> tenants, Duration slot, Settings settings) {
    this.tenants = List.copyOf(tenants);
    this.slot = slot;
    this.settings = settings;
  }

  @Override
  public String name() {
    return "paris";
  }

  @Override
  public Plan plan(PlanningProblem problem) {
    Wanted wanted = new Partitioning(problem, slot, settings).of(tenants);
    Seating seating = new Seatings(problem).best(new Packing(problem, wanted)).orElseThrow();
    List<PlannedInstance> instances =
        Afterwards.added(problem, seating, tenant -> LOAD.of(tenant.demand()));
    return Answer.of(name(), problem, Owed.added(problem, instances));
  }
}
