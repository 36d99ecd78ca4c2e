package dev.migrator.live.guard;

import dev.migrator.core.control.PlanAttempt;
import dev.migrator.core.model.Plan;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * An attempt at planning that takes no longer than its deadline: the planner runs in a thread of
 * its own, which is interrupted and left to itself when it is late.
 *
 * <p>One that does not mind being interrupted may go on computing. There is at most one of those:
 * until it has ended, every further attempt is too late at once. Used by one thread at a time.
 */
public final class TimeBox implements PlanAttempt {
  private final Duration deadline;
  private Optional<Thread> late = Optional.empty();

  /**
   * @param deadline the longest that a plan may take, above 0
   */
  public TimeBox(Duration deadline) {
    if (!deadline.isPositive()) {
      throw new IllegalArgumentException(
          "planning deadline is %s; expected a duration above 0.".formatted(deadline));
    }
    this.deadline = deadline;
  }

  @Override
  public Plan of(Supplier<Plan> planning) {
    if (late.filter(Thread::isAlive).isPresent()) {
      throw new TooLateException("the planner is still busy with an earlier plan");
    }
    FutureTask<Plan> task = new FutureTask<>(planning::get);
    Thread thread = Thread.ofPlatform().name("planner").daemon().start(task);
    try {
      return task.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw abandoned(thread, "no plan within %s".formatted(deadline));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw abandoned(thread, "interrupted while waiting for a plan");
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  private TooLateException abandoned(Thread thread, String why) {
    thread.interrupt();
    late = Optional.of(thread);
    return new TooLateException(why);
  }

  /** What the planner threw, as if it had been thrown here. */
  private static RuntimeException failure(ExecutionException e) {
    return switch (e.getCause()) {
      case RuntimeException exception -> exception;
      case Error error -> throw error;
      case null, default -> new IllegalStateException(e);
    };
  }
}
