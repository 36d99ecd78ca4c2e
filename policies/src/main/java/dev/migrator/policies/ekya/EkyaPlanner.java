package dev.migrator.policies.ekya;

import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Sharing;
import dev.migrator.core.plan.Occasion;
import dev.migrator.core.plan.Planner;
import dev.migrator.core.plan.Reason;
import dev.migrator.policies.Answer;
import dev.migrator.policies.Ended;
import dev.migrator.policies.Owed;
import java.util.List;

/**
 * The planners {@code ekya} and {@code ekya-mig}: Ekya's thief scheduler (NSDI 2022), on shares of
 * MPS as there, or rounded to MIG.
 *
 * <p><b>Goal.</b> The highest accuracy, averaged over the window and over what {@link MeanOver}
 * says. The original knows neither load nor SLO; so that it sees load, the accuracy of a slot is
 * scaled by min(1, capacity / arrivals), as forecast.
 *
 * <p><b>Rule.</b> Each tenant has two jobs, its inference and its retraining, if there is one to
 * choose. From equal shares on each job steals from every other, a step at a time, see {@link
 * Thief} and {@link Stealing}. The shares become granules of MPS ({@link ShareCutting}) or
 * instances of the legal layout to whose shares least is missing ({@link LayoutCutting}). The
 * scheduler runs when a window begins, when a retraining has ended, and when tenants come or go.
 *
 * <p><b>What cannot be ported.</b> There, the share of a retraining that runs changes, too. Here a
 * retraining keeps its instance until it ends: the control loop stops none. So the share that it
 * begins with is chosen as one that it keeps, in every estimate, and pausing is not made use of.
 *
 * <p><b>Readings</b> that are ours: of what rounding allows, as far as shortfalls differ by less
 * than a step and with or without a guard for tenants that would get nothing, that is taken whose
 * plan is worth most to Ekya's own goal, set-up times included; on MIG also what keeps every
 * inference where it is.
 *
 * <p><b>Bound.</b> The trivial one: every request answered in time by the best model its tenant
 * could have.
 *
 * <p>It has a memory: one planner is for one run.
 *
 * <p><b>Example.</b> Two tenants, one with a retraining: three jobs with a third of the GPU each.
 * The retraining steals a tenth of the other tenant's inference, which has more than it needs, and
 * no second one, which it would miss. On MPS that is 45 % to retrain, 35 % and 20 % to infer; when
 * the retraining has ended, both inferences begin with halves, and the one with more load steals.
 */
public final class EkyaPlanner implements Planner {
  private final String name;
  private final Settings settings;
  private final Ended ended = new Ended();
  private List<Placement> placements = List.of();
  private List<Layout> maximal = List.of(Layout.EMPTY);

  /**
   * How to steal, and for what.
   *
   * @param step the part of a GPU that is stolen at once, above 0 and up to 1
   * @param meanOver what the mean accuracy is a mean over
   */
  public record Settings(double step, MeanOver meanOver) {
    /** The paper's step, a tenth of a GPU. */
    public static final double STEP = 0.1;

    public Settings {
      if (!(step > 0 && step <= 1)) {
        throw new IllegalArgumentException(
            "ekya: step is %s; expected a number above 0 and up to 1.".formatted(step));
      }
    }

    /**
     * The paper's step, and the mean over requests: not the paper's, but as requests are what is
     * counted here, it earns more by up to some percent.
     */
    public static Settings standard() {
      return new Settings(STEP, MeanOver.REQUESTS);
    }

    /** The same for another mean. */
    public Settings with(MeanOver other) {
      return new Settings(step, other);
    }

    /** The same with another step. */
    public Settings withStep(double other) {
      return new Settings(other, meanOver);
    }
  }

  private EkyaPlanner(String name, Settings settings) {
    this.name = name;
    this.settings = settings;
  }

  /** {@code ekya}, for GPUs that are shared by MPS. */
  public static EkyaPlanner ofShares(Settings settings) {
    return new EkyaPlanner("ekya", settings);
  }

  /** {@code ekya-mig}, for GPUs that are cut by MIG. */
  public static EkyaPlanner ofInstances(Settings settings) {
    return new EkyaPlanner("ekya-mig", settings);
  }

  @Override
  public String name() {
    return name;
  }

  /** At the beginning of each window, and when a retraining has ended or tenants have changed. */
  @Override
  public boolean isDue(Occasion occasion) {
    boolean hasEnded = !ended.since(occasion.snapshot()).isEmpty();
    return hasEnded
        || occasion.isWindowBegin()
        || occasion.reasons().contains(Reason.TENANTS_CHANGED);
  }

  @Override
  public Plan plan(PlanningProblem problem) {
    List<PlannedInstance> instances =
        new Scheduling(problem, settings, maximal(problem.placements())).instances();
    return Answer.of(name, problem, Owed.added(problem, instances));
  }

  /** The maximal layouts, remembered from plan to plan; of shares there are too many. */
  private List<Layout> maximal(List<Placement> places) {
    if (!placements.equals(places)) {
      boolean isCut = places.stream().allMatch(p -> p.profile().sharing() == Sharing.MIG);
      maximal = isCut ? Layout.maximal(places) : List.of();
      placements = places;
    }
    return maximal;
  }
}
