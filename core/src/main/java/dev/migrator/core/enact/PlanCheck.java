package dev.migrator.core.enact;

import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import java.util.List;

/**
 * Checks whether a plan is legal for its problem and worth what it claims.
 *
 * <p>Written straight from the definitions in {@link PlanningProblem}, {@link PlannedInstance} and
 * {@link Plan}, and sharing nothing with any planner, so that a planner's mistake cannot hide here.
 * A plan is checked before it is enacted.
 */
public final class PlanCheck {
  /** How far a claimed value may lie from the recomputed one, relative to its size. */
  public static final double TOLERANCE = 1e-6;

  private PlanCheck() {}

  /**
   * Checks a plan.
   *
   * @param problem the problem it is for
   * @param plan the plan
   * @return what is wrong with it, each a sentence that names instance, slot, value and what was
   *     expected; empty if nothing is
   */
  public static List<String> violations(PlanningProblem problem, Plan plan) {
    Violations violations = new Violations();
    violations.expect(
        plan.slots() == problem.slots(), "plan", "slots", plan.slots(), problem.slots());
    plan.instances().forEach(new InstanceCheck(problem, violations)::check);
    new LayoutCheck(plan.instances(), violations).check();
    new RetrainingCheck(problem, plan.instances(), violations).check();
    if (violations.isEmpty()) {
      checkWorth(problem, plan, violations);
    }
    return violations.sentences();
  }

  /**
   * What these instances are worth, by the formula of {@link PlanningProblem}.
   *
   * @param problem the problem they are for
   * @param instances every instance of a plan; they are not checked
   * @return the value, in correct timely answers times weight
   * @throws IllegalArgumentException if a retraining has a choice that the problem does not know
   */
  public static double value(PlanningProblem problem, List<PlannedInstance> instances) {
    return new PlanValue(problem, instances).total();
  }

  private static void checkWorth(PlanningProblem problem, Plan plan, Violations violations) {
    double value = value(problem, plan.instances());
    double tolerance = TOLERANCE * Math.max(1, Math.abs(value));
    violations.expect(
        Math.abs(plan.value() - value) <= tolerance, "plan", "value", plan.value(), value);
    violations.expect(
        plan.bound() >= plan.value() - tolerance,
        "plan",
        "bound",
        plan.bound(),
        "at least its value " + plan.value());
  }
}
