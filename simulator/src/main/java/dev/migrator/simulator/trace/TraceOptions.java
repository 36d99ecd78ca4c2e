package dev.migrator.simulator.trace;

/**
 * How a trace is read.
 *
 * @param gaps what to do about seconds that a {@code csv} leaves out
 * @param seed of the spread of per-minute counts over their seconds
 */
public record TraceOptions(Gaps gaps, long seed) {
  /** Gaps are errors, and the seed is 0. */
  public static final TraceOptions STRICT = new TraceOptions(Gaps.ERROR, 0);

  /** What a second that is left out means. */
  public enum Gaps {
    /** The file is damaged. */
    ERROR,
    /** Nothing arrived. */
    ZERO
  }

  /** The same, with gaps read as zeros. */
  public TraceOptions withZeroGaps() {
    return new TraceOptions(Gaps.ZERO, seed);
  }

  /** The same, with that seed. */
  public TraceOptions withSeed(long other) {
    return new TraceOptions(gaps, other);
  }
}
