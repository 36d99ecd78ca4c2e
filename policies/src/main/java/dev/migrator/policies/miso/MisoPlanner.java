package dev.migrator.policies.miso;

import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.Occasion;
import dev.migrator.core.plan.Planner;
import dev.migrator.core.plan.Reason;
import dev.migrator.policies.Answer;
import dev.migrator.policies.Ended;
import dev.migrator.policies.LoadStatistic;
import dev.migrator.policies.Owed;
import dev.migrator.policies.Seating;
import dev.migrator.policies.Seatings;
import java.util.Optional;

/**
 * The planner {@code miso}: MIGER's two steps (ICPP 2024) on MISO's exhaustive search (SoCC 2022).
 *
 * <p><b>Goal.</b> MISO: the layout and the assignment of jobs to instances with the highest sum of
 * normalised speeds. MIGER: before that, each latency-critical job gets what its quality of service
 * needs.
 *
 * <p><b>Jobs.</b> Each tenant's inference, on one instance or several; each retraining that gains
 * anything, on one instance. Accuracy and weight are in neither paper's objective and not in this
 * one.
 *
 * <p><b>Speed.</b> Of a retraining: that on its instance over that on the fastest profile (MISO
 * profiles every job on every size). Of an inference: the share of the requests forecast that it
 * answers, set-up times included; so a job that needs no more gains nothing by more, and moving an
 * instance is weighed against what the move costs. Both are our port's.
 *
 * <p><b>Algorithm.</b> All layouts and all divisions of their seats, see {@link Seatings}:
 *
 * <ol>
 *   <li>if every inference can have instances whose capacity covers its load and every retraining
 *       one beside them: of these, the highest sum of speeds. So no inference holds slices that it
 *       does not need and that a retraining could use, which is MIGER's "smallest profile" for jobs
 *       of several instances;
 *   <li>else the highest sum of speeds of all jobs, where every job has an instance, as every job
 *       of MISO's mixes has; if there are too few, first the inferences.
 * </ol>
 *
 * <p>Load is a high quantile of the requests a slot over the window, see {@link Settings}. What
 * retraining is done on an instance is not the papers' question: the choice that gains most there.
 *
 * <p><b>When.</b> At the beginning of a window, whenever a retraining ends, and when a tenant comes
 * or goes. What a retraining leaves goes to the retrainings that wait, then to inference.
 *
 * <p><b>Example.</b> Two tenants with loads of 10 and 25 requests a slot, each slice answers 10,
 * and the first can be retrained. Four slices: 1 and 3 for inference leave none, so not all fit. Of
 * all jobs together 1 + 2 + 1 slices have the speeds 1 + 0.8 + 0.25. When the retraining has ended
 * the second tenant gets its slice.
 *
 * <p>It has a memory: one planner is for one run.
 */
public final class MisoPlanner implements Planner {
  private final Settings settings;
  private final Ended ended = new Ended();

  /**
   * How it looks at the forecast.
   *
   * @param load the requests a slot that a tenant's instances have to cover
   */
  public record Settings(LoadStatistic load) {
    /**
     * Nine slots of ten. On nine generated scenarios everything from the median to the peak came
     * within 0.2 %.
     */
    public static Settings standard() {
      return new Settings(new LoadStatistic.Quantile(0.9));
    }
  }

  /** With standard settings. */
  public MisoPlanner() {
    this(Settings.standard());
  }

  /** With these settings. */
  public MisoPlanner(Settings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "miso";
  }

  /** When jobs begin or end: with a window, a retraining, or the tenants. */
  @Override
  public boolean isDue(Occasion occasion) {
    boolean hasEnded = !ended.since(occasion.snapshot()).isEmpty();
    return occasion.isWindowBegin()
        || hasEnded
        || occasion.reasons().contains(Reason.TENANTS_CHANGED);
  }

  @Override
  public Plan plan(PlanningProblem problem) {
    Seatings seatings = new Seatings(problem);
    Speeds speeds = new Speeds(problem, settings.load());
    Seating all = seatings.best(speeds).orElseThrow();
    Optional<Seating> withQuality =
        seatings
            .best(speeds.withQuality())
            .filter(seating -> seating.retrainings() >= all.retrainings());
    Seating best = withQuality.orElse(all);
    return Answer.of(name(), problem, Owed.added(problem, best.instances(problem)));
  }
}
