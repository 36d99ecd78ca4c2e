package dev.migrator.app.comparison;

import dev.migrator.app.policy.Policies;
import dev.migrator.core.model.Sharing;
import dev.migrator.simulator.run.Experiment;
import dev.migrator.simulator.run.Run;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What policies did on one scenario.
 *
 * @param experiment what they ran, in its MIG form
 * @param upperBounds proven bounds on Goodput by how GPUs are shared: with MIG, and with MPS if one
 *     of the policies shares them that way; NaN where none is known
 * @param runs in the order in which the policies were named
 */
public record ScenarioRuns(
    Experiment experiment, Map<Sharing, Double> upperBounds, List<Run> runs) {
  public ScenarioRuns {
    upperBounds = Map.copyOf(upperBounds);
    runs = List.copyOf(runs);
  }

  /** How a run shared the GPUs. */
  static Sharing sharing(Run run) {
    return Policies.sharing(run.scorecard().policy());
  }

  /** The bound for those who share GPUs that way; NaN where none is known. */
  public double upperBound(Sharing sharing) {
    return upperBounds.getOrDefault(sharing, Double.NaN);
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
