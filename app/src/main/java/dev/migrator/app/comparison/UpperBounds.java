package dev.migrator.app.comparison;

import dev.migrator.simulator.run.Experiment;

/** What no policy can exceed. */
final class UpperBounds {
  private UpperBounds() {}

  /** A proven bound on the Goodput of an experiment; NaN where none is known. */
  static double of(Experiment experiment) {
    return experiment.tenants().isEmpty() ? 0 : Double.NaN;
  }
}
