package dev.migrator.app.policy;

import dev.migrator.core.control.Caution;
import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.control.RetrainingSettings;
import dev.migrator.core.plan.Reason;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How a scenario is planned.
 *
 * @param forecast name of the forecast, unless the user asks for another
 * @param terminalWindows windows beyond the planned one that are credited with the accuracy at its
 *     end
 * @param setupPenalty value deducted for each instance set up
 * @param targetGap relative gap at which the planner is content, if not its own
 * @param mostEffort the most states times slots that the planner looks at, if not its own
 * @param retraining what planners may do about retrainings
 * @param replan time from one plan to the next of those planners that plan anew within a window
 * @param replanOn what makes those planners plan anew before that
 * @param lookahead time beyond a window that its plan looks at
 * @param ilpTimeLimit the most time that the integer program may take for a plan
 * @param caution how plans take into account what is uncertain
 * @param ignoresSlos whether plans count on answers in any time, not only on those in time
 */
public record Planning(
    String forecast,
    double terminalWindows,
    double setupPenalty,
    OptionalDouble targetGap,
    OptionalLong mostEffort,
    RetrainingSettings retraining,
    Duration replan,
    Set<Reason> replanOn,
    Duration lookahead,
    Duration ilpTimeLimit,
    Caution caution,
    boolean ignoresSlos) {
  public Planning {
    replanOn = Set.copyOf(replanOn);
  }

  /** The forecast unless another is asked for. */
  public static final String DEFAULT_FORECAST = "automatic";

  /** Time between two plans unless another is asked for. */
  public static final Duration DEFAULT_REPLAN = Duration.ofSeconds(20);

  /** Time beyond a window unless another is asked for. */
  public static final Duration DEFAULT_LOOKAHEAD = Duration.ofSeconds(LoopSettings.LOOKAHEAD);

  /** Time of the integer program unless another is asked for. */
  public static final Duration DEFAULT_ILP_TIME_LIMIT = Duration.ofSeconds(10);
}
