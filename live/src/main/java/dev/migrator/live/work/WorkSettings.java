package dev.migrator.live.work;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How workers are run.
 *
 * @param data the folder in which tenants' weights and examples are kept
 * @param wholeCores what the whole of an emulated GPU computes, in CPU cores, above 0 and up to 1;
 *     empty where GPUs are real: they hold workers to their shares themselves
 * @param startWithin a worker that is not ready by then is killed
 * @param stopWithin a retraining that is told to stop and is there by then is killed; so is a
 *     worker that has not answered by then what it had begun when it was to go
 * @param hangingAfter a worker that the gateway suspects for so long is killed; so is one that has
 *     nothing left to answer and is there so long after it was told to stop
 * @param silentFor a retraining that says nothing for so long is killed
 * @param probes how retrainings are tried out before a window is planned; empty: they are not
 * @param seed of all that is drawn at random
 */
public record WorkSettings(
    Path data,
    OptionalDouble wholeCores,
    Duration startWithin,
    Duration stopWithin,
    Duration hangingAfter,
    Duration silentFor,
    Optional<ProbeSettings> probes,
    long seed) {
  /** Tenants at a time at most: one entry of the journal holds the last requests of all of them. */
  public static final int MOST_TENANTS = 200;

  /**
   * On emulated GPUs: a minute to start, ten seconds to stop, three without a proper answer, ten
   * minutes of silence.
   */
  public static WorkSettings of(Path data, double wholeCores, long seed) {
    return usual(data, OptionalDouble.of(wholeCores), seed);
  }

  /** The same on real GPUs. */
  public static WorkSettings onGpus(Path data, long seed) {
    return usual(data, OptionalDouble.empty(), seed);
  }

  private static WorkSettings usual(Path data, OptionalDouble wholeCores, long seed) {
    return new WorkSettings(
        data,
        wholeCores,
        Duration.ofSeconds(60),
        Duration.ofSeconds(10),
        Duration.ofSeconds(3),
        Duration.ofMinutes(10),
        Optional.empty(),
        seed);
  }

  /** The same, and retrainings are tried out like that. */
  public WorkSettings with(Optional<ProbeSettings> trials) {
    return new WorkSettings(
        data, wholeCores, startWithin, stopWithin, hangingAfter, silentFor, trials, seed);
  }

  /** The folder that holds a folder of each tenant. */
  Path tenants() {
    return data.resolve("tenants");
  }
}
