package dev.migrator.app.comparison;

import dev.migrator.simulator.run.Experiment;
import dev.migrator.simulator.run.Run;
import java.util.List;
import java.util.stream.Stream;

/**
 * What policies did on one scenario.
 *
 * @param experiment what they ran
 * @param upperBound proven bound on Goodput; NaN where none is known
 * @param runs in the order in which the policies were named
 */
public record ScenarioRuns(Experiment experiment, double upperBound, List<Run> runs) {
  public ScenarioRuns {
    runs = List.copyOf(runs);
  }

  /** Plans that the check refused, in words; there should be none. */
  public List<String> refusals() {
    return runs.stream().flatMap(this::refusals).toList();
  }

  /** Floors that were not kept in some window, in words. */
  public List<String> missedFloors() {
    return runs.stream().flatMap(run -> new FloorsKept(experiment, run).missed()).toList();
  }

  private Stream<String> refusals(Run run) {
    return run.refused().isEmpty()
        ? Stream.empty()
        : Stream.of(
            "%s: %s: the check refused plans, %d faults; the first: %s"
                .formatted(
                    experiment.name(),
                    run.scorecard().policy(),
                    run.refused().size(),
                    run.refused().getFirst()));
  }
}
