package dev.migrator.app.planning;

import dev.migrator.app.policy.Forecasts;
import dev.migrator.app.scenario.LoadedScenario;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a planning problem comes from: with this it can be made again.
 *
 * @param scenario the scenario's file
 * @param traces the second folder of traces; empty if there is none
 * @param window its number, from 0
 * @param planner the policy that planned, and ran the windows before
 * @param forecast the forecast that it got
 * @param seed the scenario's
 * @param fingerprint of the problem, see {@link Fingerprint}
 */
public record ProblemSource(
    String scenario,
    String traces,
    int window,
    String planner,
    String forecast,
    long seed,
    String fingerprint) {

  /** The source of a window's problem. */
  public static ProblemSource of(
      Path file,
      Optional<Path> traces,
      LoadedScenario scenario,
      int window,
      String planner,
      Optional<String> forecast,
      WindowPlan plan) {
    return new ProblemSource(
        file.toString(),
        traces.map(Path::toString).orElse(""),
        window,
        planner,
        Forecasts.of(planner, forecast, scenario.planning()),
        scenario.experiment().seed(),
        Fingerprint.of(plan.problem()));
  }
}
