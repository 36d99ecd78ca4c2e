package dev.migrator.core.control;

import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.Occasion;
import dev.migrator.core.plan.Planner;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A planner whose failures cost a plan, not the loop: where it throws, runs out of memory or is too
 * late, what exists is kept, and whoever listens is told.
 *
 * <p>What is kept then is a plan like any other, which the loop checks. Its bound is the largest
 * number there is: nothing is known of what a planner could have reached. A wrong answer is for the
 * loop's check to find; the loop keeps what exists then, too.
 */
public final class Guarded implements Planner {
  private final Planner planner;
  private final PlanAttempt attempt;
  private final Listener listener;

  /** Who is told that a planner failed. */
  @FunctionalInterface
  public interface Listener {

    /**
     * It failed.
     *
     * @param call what it was asked for
     * @param why in words
     */
    void failed(Call call, String why);
  }

  /** What a planner is asked for. */
  public enum Call {
    /** Whether a plan is due; if that cannot be said, one is due when a window begins. */
    IS_DUE,
    /** A plan. */
    PLAN
  }

  /**
   * @param planner who plans
   * @param attempt lets it run
   * @param listener is told of failures
   */
  public Guarded(Planner planner, PlanAttempt attempt, Listener listener) {
    this.planner = planner;
    this.attempt = attempt;
    this.listener = listener;
  }

  @Override
  public String name() {
    return planner.name();
  }

  @Override
  public boolean isDue(Occasion occasion) {
    try {
      return planner.isDue(occasion);
    } catch (RuntimeException | StackOverflowError e) {
      listener.failed(Call.IS_DUE, e.toString());
      return occasion.isWindowBegin();
    }
  }

  @Override
  public Plan plan(PlanningProblem problem) {
    return orKept(problem, () -> planner.plan(problem));
  }

  @Override
  public Plan replan(PlanningProblem problem, List<PlannedInstance> intended) {
    return orKept(problem, () -> planner.replan(problem, intended));
  }

  private Plan orKept(PlanningProblem problem, Supplier<Plan> planning) {
    try {
      return Objects.requireNonNull(attempt.of(planning), "the planner answered nothing");
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      listener.failed(Call.PLAN, e.toString());
      return kept(problem);
    }
  }

  private Plan kept(PlanningProblem problem) {
    List<PlannedInstance> kept =
        problem.inherited().stream().map(instance -> kept(instance, problem.slots())).toList();
    double value = PlanCheck.value(problem, kept);
    return new Plan(name(), problem.slots(), kept, value, Double.MAX_VALUE);
  }

  private static PlannedInstance kept(Inherited instance, int slots) {
    return switch (instance) {
      case Inherited.Serving serving -> kept(serving, serving.readyAt(), slots);
      case Inherited.Retraining running -> kept(running, running.ready(), running.endsAt());
    };
  }

  private static PlannedInstance kept(Inherited instance, int ready, int to) {
    return new PlannedInstance(instance.placement(), instance.task(), 0, ready, to, true);
  }
}
