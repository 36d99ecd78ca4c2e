package dev.migrator.core.model;

/**
 * A batch size to serve with, and what an instance then does at full load.
 *
 * @param batch requests that an instance takes at once, at most
 * @param latencyNanos how long such a batch takes, in nanoseconds
 */
public record BatchChoice(int batch, long latencyNanos) {
  private static final double NANOS_PER_SECOND = 1e9;

  public BatchChoice {
    Require.positive("batch choice", "batch", batch);
    Require.positive("batch choice", "latencyNanos", latencyNanos);
  }

  /** Requests per second while batches are full. */
  public double perSecond() {
    return batch * NANOS_PER_SECOND / latencyNanos;
  }
}
