package dev.migrator.solver;

import java.time.Duration;

/**
 * How hard the integer program is worked on.
 *
 * @param engine the solver
 * @param timeLimit the most time a solve may take, above 0; a plan cut short by it may differ from
 *     run to run
 * @param threads threads of the solver, at least 1
 * @param relativeGap the solver stops when (bound - value) / value is no larger, at least 0
 * @param startsGreedily whether the solver is given a simple plan to begin with
 */
public record IlpSettings(
    Engine engine, Duration timeLimit, int threads, double relativeGap, boolean startsGreedily) {

  /** SCIP on one thread to optimality, for at most a minute, with a simple plan to begin with. */
  public static final IlpSettings DEFAULT =
      new IlpSettings(Engine.SCIP, Duration.ofMinutes(1), 1, 1e-9, true);

  public IlpSettings {
    require(timeLimit.toMillis() > 0, "timeLimit", timeLimit, "at least a millisecond");
    require(threads >= 1, "threads", threads, "at least 1");
    require(relativeGap >= 0, "relativeGap", relativeGap, "at least 0");
  }

  /** The same with another solver. */
  public IlpSettings withEngine(Engine other) {
    return new IlpSettings(other, timeLimit, threads, relativeGap, startsGreedily);
  }

  /** The same with another time limit. */
  public IlpSettings withTimeLimit(Duration other) {
    return new IlpSettings(engine, other, threads, relativeGap, startsGreedily);
  }

  /** The same with or without a simple plan to begin with. */
  public IlpSettings withGreedyStart(boolean wanted) {
    return new IlpSettings(engine, timeLimit, threads, relativeGap, wanted);
  }

  private static void require(boolean holds, String what, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "ILP settings: %s is %s; expected %s.".formatted(what, value, expected));
    }
  }
}
