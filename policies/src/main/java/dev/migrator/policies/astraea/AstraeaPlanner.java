package dev.migrator.policies.astraea;

import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.Planner;
import dev.migrator.policies.Answer;
import dev.migrator.policies.LoadStatistic;
import dev.migrator.policies.Owed;
import java.util.List;

/**
 * The planner {@code astraea}: Astraea (ASPLOS 2022) with quotas of MPS in steps of 5 %.
 *
 * <p><b>Goal.</b> As that of {@link AstraeaMigPlanner}: the smallest total of quotas that covers
 * every tenant's predicted peak within its SLO; where that does not fit, the highest smallest
 * ratio.
 *
 * <p><b>Quotas</b> are found by simulated annealing, see {@link Annealing}. How much a share can
 * do, and what tenants cost each other, is in the problem's capacities. A quota may be several
 * processes, see {@link Splits}.
 *
 * <p><b>Retrainings,</b> which the paper has not, each keep a least share, and together no more
 * than a part of the GPU that leaves room for peaks; what inference does not need beside that they
 * get evenly, so far as each can end in time on its share. If there are none, quotas rise together
 * until the GPU is given away.
 *
 * <p><b>When.</b> Once a window. New processes start beside the old ones and take over when they
 * are ready, all at the same time. The share of a retraining that has ended goes to the tenant
 * whose peak is covered least, for the rest of the window: the plan provides for that. Both are
 * ours.
 *
 * <p><b>Example.</b> Two tenants need 30 and 25 % for their peaks, both can be retrained: 45 %
 * remain, of which one retraining gets 25, the other 20 %.
 */
public final class AstraeaPlanner implements Planner {
  private final Settings settings;

  /**
   * What its figures leave open.
   *
   * @param peak the requests a slot that a tenant's quota has to cover
   * @param leastGranules what a retraining gets at least, in steps of 5 %, from 1 on
   * @param mostOneIn of so many granules that running retrainings leave, one at most is kept for
   *     others before peaks are covered
   */
  public record Settings(LoadStatistic peak, int leastGranules, int mostOneIn) {
    /**
     * The highest mean of any slot, the peak that is predicted, and 15 % for a retraining, but a
     * third for all of them. Without that third, on nine generated scenarios, other peaks were 0.5
     * to 0.8 % worse, and 5, 10 and 20 % were 6.2, 1.0 and 1.3 % worse. On the twelve generated
     * scenarios for tuning no bound for all of them is 1.6 % worse, a half 0.9 %.
     */
    public static Settings standard() {
      return new Settings(new LoadStatistic.HighestMean(), 3, 3);
    }
  }

  /** With standard settings. */
  public AstraeaPlanner() {
    this(Settings.standard());
  }

  /** With these settings. */
  public AstraeaPlanner(Settings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "astraea";
  }

  @Override
  public Plan plan(PlanningProblem problem) {
    List<Load> loads =
        problem.tenants().stream().map(t -> Load.of(problem, t, settings.peak())).toList();
    Shares shares = new Quotas(problem, loads, settings).shares();
    List<PlannedInstance> instances = Handover.instances(problem, loads, shares);
    return Answer.of(name(), problem, Owed.added(problem, instances));
  }
}
