package dev.migrator.app.policy;

import dev.migrator.core.plan.Hands;
import java.util.List;
import java.util.concurrent.ForkJoinTask;

/**
 * The machine's cores, as hands for a planner: those of the JVM's common pool, and whoever asks.
 *
 * <p>How many these are is set as for everything on that pool, by {@code
 * -Djava.util.concurrent.ForkJoinPool.common.parallelism}. Whoever asks does what nobody else has
 * begun, so that it goes on as well if all others are busy.
 */
public final class Cores {
  private Cores() {}

  /** All of them; one hand if there is only one. */
  public static Hands hands() {
    return Runtime.getRuntime().availableProcessors() > 1 ? Cores::all : Hands.ONE;
  }

  private static void all(List<? extends Runnable> tasks) {
    ForkJoinTask.invokeAll(tasks.stream().<ForkJoinTask<?>>map(ForkJoinTask::adapt).toList());
  }
}
