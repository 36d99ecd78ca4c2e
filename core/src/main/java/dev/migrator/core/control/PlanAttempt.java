package dev.migrator.core.control;

import dev.migrator.core.model.Plan;
import java.util.function.Supplier;

/** Port to whoever lets a planner run, and for how long. */
@FunctionalInterface
public interface PlanAttempt {
  /** Waits for as long as it takes. */
  PlanAttempt PATIENT = Supplier::get;

  /**
   * Lets it run.
   *
   * @throws TooLateException if it has not answered within its time
   */
  Plan of(Supplier<Plan> planning);

  /** A planner has not answered within its time. */
  final class TooLateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Too late.
     *
     * @param message how long it took, or may take
     */
    public TooLateException(String message) {
      super(message);
    }
  }
}
