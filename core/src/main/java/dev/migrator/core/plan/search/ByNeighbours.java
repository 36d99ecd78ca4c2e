package dev.migrator.core.plan.search;

import dev.migrator.core.model.PlanningProblem;

/**
 * Improves the best plan of a search by {@link Neighbours}, where that is useful, for a part of its
 * effort, and only if the plan has not come of that already.
 */
final class ByNeighbours {
  /** Of all effort, what each improvement may take. */
  private static final double PART = 0.2;

  private final PlanningProblem problem;
  private final Incumbent incumbent;
  private final long most;
  private final boolean isUseful;

  /** What the plan was worth that came of another. */
  private double improved = Double.NEGATIVE_INFINITY;

  /**
   * @param mostEffort of the search
   * @param isUseful whether there are neighbours
   */
  ByNeighbours(PlanningProblem problem, Incumbent incumbent, long mostEffort, boolean isUseful) {
    this.problem = problem;
    this.incumbent = incumbent;
    this.most = (long) (PART * mostEffort);
    this.isUseful = isUseful;
  }

  boolean isUseful() {
    return isUseful;
  }

  /**
   * Plans pairs of tenants anew beside the others.
   *
   * @param known a bound on every plan
   */
  void improve(double known) {
    if (mayImprove()) {
      double enough = incumbent.enoughFor(known);
      take(new Neighbours(problem).improved(incumbent.instances(), most, enough));
      improved = incumbent.value();
    }
  }

  /**
   * The same soon, with what few looks find, if the plan is not what would be enough.
   *
   * @param known a bound on every plan
   * @param far how much less than enough it must be, relative to the bound
   */
  void quicklyImprove(double known, double far) {
    double enough = incumbent.enoughFor(known);
    if (mayImprove() && incumbent.value() < enough - far * Math.abs(known)) {
      take(new Neighbours(problem).quicklyImproved(incumbent.instances(), most, enough));
    }
  }

  private boolean mayImprove() {
    return isUseful && incumbent.value() > improved && !incumbent.isSpent();
  }

  private void take(Neighbours.Answer answer) {
    incumbent.spend(answer.effort());
    incumbent.offer(answer.instances());
  }
}
