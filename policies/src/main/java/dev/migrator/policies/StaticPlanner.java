package dev.migrator.policies;

import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.Planner;
import java.util.List;

/**
 * The planner {@code static}: the one layout, with one role for each of its instances, that is
 * worth most over the whole window.
 *
 * <p><b>Rule.</b> A GPU is cut once. Each instance of the cut infers for one tenant from the
 * window's beginning to its end, or retrains one tenant's model from the beginning on, or is idle;
 * at most one retraining a tenant. When a retraining ends, its place serves a tenant for the rest
 * of the window, after a new set-up. What is inherited counts: an instance that stays in place for
 * its tenant serves from slot 0 on without a set-up. A place that a running retraining still holds
 * is cut when that ends; until then, instances outside the new cut stay where nothing needs their
 * slices.
 *
 * <p><b>Worth</b> is that of {@link PlanningProblem}: set-up times, terminal value and all.
 *
 * <p><b>Search.</b> Layouts of which one offers the same as another are looked at once. On a layout
 * with given retrainings the division of places among tenants is exact. The retrainings are chosen
 * by ascent, then by branch and bound, which makes the plan the best of all static ones unless the
 * effort runs out before (it does not for two tenants, and seldom for four).
 *
 * <p><b>Bound.</b> A static plan proves nothing about others. The plan's bound is the trivial one:
 * every request answered in time by the best model its tenant could have.
 *
 * <p><b>Example.</b> Two tenants of equal load, one of which gains by a retraining that takes 40 of
 * 200 slots on half of the GPU: halves are cut, one serves the other tenant, one retrains and then
 * serves, if what the first tenant loses in 40 slots and two set-ups is less than what it gains
 * after.
 */
public final class StaticPlanner implements Planner {
  /** The usual effort: about a second. */
  public static final long MOST_EFFORT = 20_000_000;

  private final long mostEffort;

  /** With the usual effort. */
  public StaticPlanner() {
    this(MOST_EFFORT);
  }

  /**
   * @param mostEffort how much the search may look at: tenants times sets of places to value
   */
  public StaticPlanner(long mostEffort) {
    this.mostEffort = mostEffort;
  }

  @Override
  public String name() {
    return "static";
  }

  @Override
  public Plan plan(PlanningProblem problem) {
    List<Layout> maximal = Layout.maximal(problem.placements());
    List<PlannedInstance> found = new StaticSearch(problem, maximal, mostEffort).best();
    return Answer.of(name(), problem, Owed.added(problem, found));
  }
}
