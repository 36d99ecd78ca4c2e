package dev.migrator.policies.ekya;

import java.util.Arrays;
import java.util.List;

/**
 * A tenant in one window of Ekya's released simulator.
 *
 * @param before accuracy at which the window begins
 * @param candidates retrainings to choose from
 */
public record ReleasedTenant(double before, List<Choice> candidates) {

  /**
   * A retraining.
   *
   * @param name for whoever reads the result
   * @param after accuracy once it has ended
   * @param gpuSeconds what it takes: seconds on one whole GPU
   */
  public record Choice(String name, double after, double gpuSeconds) {}

  public ReleasedTenant {
    candidates = List.copyOf(candidates);
  }

  /**
   * Begins at the lowest of the accuracies that its configurations have before; what does not reach
   * that is no candidate.
   *
   * @param befores accuracies by configuration, at least one
   * @param choices every retraining there is
   */
  public static ReleasedTenant of(double[] befores, List<Choice> choices) {
    double before = Arrays.stream(befores).min().orElseThrow();
    return new ReleasedTenant(before, choices.stream().filter(c -> c.after >= before).toList());
  }
}
