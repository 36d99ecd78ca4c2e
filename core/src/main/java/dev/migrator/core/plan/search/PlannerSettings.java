package dev.migrator.core.plan.search;

import dev.migrator.core.plan.Hands;

/**
 * How hard to try. Effort is counted, not timed, so that the same problem gives the same plan on
 * every machine.
 *
 * @param targetGap relative gap between bound and value at which the search is content; as long as
 *     that is cheap it aims at a finer one
 * @param mostEffort states times slots looked at before the search gives up
 * @param usesSpareSlices whether slices that the plan leaves idle are given to tenants that might
 *     need them if more arrives than expected
 * @param replanEffort states times slots looked at when something good is known already, because it
 *     was intended
 * @param keepMargin by what share of its value a new plan must be better than what was intended, or
 *     else that is kept: what is not worth the unrest
 * @param hands who plans; the same plan comes out, sooner if they are several
 */
public record PlannerSettings(
    double targetGap,
    long mostEffort,
    boolean usesSpareSlices,
    long replanEffort,
    double keepMargin,
    Hands hands) {
  private static final long REPLAN_EFFORT = 4_500_000;
  private static final double KEEP_MARGIN = 5e-4;

  /** The gap that is aimed at as long as that is cheap. */
  private static final double FINE_GAP = 0.001;

  /** What is cheap: 0.3 seconds, or this part of all effort. */
  private static final long FINE_EFFORT = 36_000_000;

  private static final double PART_OF_FINE = 0.5;

  /** With the usual effort and margin for re-plans, planned by one alone. */
  public PlannerSettings(double targetGap, long mostEffort, boolean usesSpareSlices) {
    this(targetGap, mostEffort, usesSpareSlices, REPLAN_EFFORT, KEEP_MARGIN, Hands.ONE);
  }

  /**
   * The gap at which the search is content after so much effort: at first a finer one, unless no
   * more effort than that of a re-plan is all there is.
   */
  double gapAfter(long effort) {
    double fine = Math.min(FINE_EFFORT, PART_OF_FINE * mostEffort);
    boolean isCheap = effort < fine && mostEffort > REPLAN_EFFORT;
    return isCheap ? Math.min(targetGap, FINE_GAP) : targetGap;
  }

  /** The same with other efforts. */
  public PlannerSettings withEffort(long most, long ofReplans) {
    return new PlannerSettings(
        targetGap, most, usesSpareSlices, Math.min(most, ofReplans), keepMargin, hands);
  }

  /** The same with others who plan. */
  public PlannerSettings with(Hands others) {
    return new PlannerSettings(
        targetGap, mostEffort, usesSpareSlices, replanEffort, keepMargin, others);
  }

  /**
   * Content with 0.1 % for 0.3 seconds, then with 0.5 %; for two tenants mostly some tens of
   * milliseconds, for four some seconds.
   */
  public static PlannerSettings standard() {
    return new PlannerSettings(0.005, 240_000_000, true);
  }

  /** For small problems: on to the proven optimum. */
  public static PlannerSettings exact() {
    return new PlannerSettings(0, 20_000_000_000L, false);
  }
}
