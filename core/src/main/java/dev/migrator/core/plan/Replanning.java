package dev.migrator.core.plan;

import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A planner that plans the rest of the window anew, from what is then the case: a newer forecast,
 * and the instances and retrainings that are there.
 *
 * <p>It does so when the last plan is old enough, and before that when something has gone otherwise
 * than planned. What has broken is planned around promptly. A deviation of the load lasts as long
 * as the load does and would otherwise ask for plan after plan, each before the last one's set-ups
 * have come to anything; it waits for a longer distance.
 *
 * @param planner who plans
 * @param everySlots slots from one plan to the next, at least 1; a window always begins with a plan
 * @param reasons for which it plans before that
 * @param distance slots from a plan to one that the load asks for, at least 1; to one that anything
 *     else asks for, as many but at most {@link #PROMPTLY}
 */
public record Replanning(Planner planner, int everySlots, Set<Reason> reasons, int distance)
    implements Planner {
  /** The usual distance: about twice what a set-up takes. */
  public static final int DISTANCE = 10;

  /** Slots from a plan to the next at least, where something has broken. */
  public static final int PROMPTLY = 3;

  public Replanning {
    requirePositive("everySlots", everySlots);
    requirePositive("distance", distance);
    EnumSet<Reason> copy = EnumSet.noneOf(Reason.class);
    copy.addAll(reasons);
    reasons = Collections.unmodifiableSet(copy);
  }

  /** For every reason, at the usual distance. */
  public Replanning(Planner planner, int everySlots) {
    this(planner, everySlots, EnumSet.allOf(Reason.class), DISTANCE);
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("%s is %d; expected at least 1.".formatted(name, value));
    }
  }

  @Override
  public String name() {
    return planner.name();
  }

  @Override
  public boolean isDue(Occasion occasion) {
    return occasion.isWindowBegin()
        || occasion.slotsSincePlan() >= everySlots
        || occasion.reasons().stream()
            .filter(reasons::contains)
            .anyMatch(reason -> occasion.slotsSincePlan() >= distance(reason));
  }

  private int distance(Reason reason) {
    return reason.isOfLoad() ? distance : Math.min(distance, PROMPTLY);
  }

  @Override
  public Plan plan(PlanningProblem problem) {
    return planner.plan(problem);
  }

  @Override
  public Plan replan(PlanningProblem problem, List<PlannedInstance> intended) {
    return planner.replan(problem, intended);
  }
}
