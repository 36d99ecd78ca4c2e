package dev.migrator.live.profile;

import java.time.Duration;
import java.util.List;

/**
 * How the service profile of a worker is measured.
 *
 * @param batches the sizes of batches, ascending, at least one
 * @param perPoint how long batches of one size are sent, one after the other
 * @param startWithin time that a worker may take to be ready
 * @param answerWithin time that one batch may take
 * @param stopWithin time that a worker may take to exit
 * @param seed of the inputs
 */
public record ProfileSettings(
    List<Integer> batches,
    Duration perPoint,
    Duration startWithin,
    Duration answerWithin,
    Duration stopWithin,
    long seed) {
  public ProfileSettings {
    batches = List.copyOf(batches);
  }

  /** A minute to start, a minute for a batch, ten seconds to stop. */
  public static ProfileSettings of(List<Integer> batches, Duration perPoint, long seed) {
    return new ProfileSettings(
        batches,
        perPoint,
        Duration.ofSeconds(60),
        Duration.ofSeconds(60),
        Duration.ofSeconds(10),
        seed);
  }
}
