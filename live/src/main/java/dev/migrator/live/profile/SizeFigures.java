package dev.migrator.live.profile;

import dev.migrator.core.model.Profile;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a worker did on an instance of one profile.
 *
 * @param profile of the instance
 * @param start from the command to being ready, its model loaded
 * @param load how long it took to load the same weights once more while it ran; empty if it has
 *     none, or cannot
 * @param points by size of the batch, ascending, at least one
 * @param leftOut why larger batches were not measured; empty if all were
 */
public record SizeFigures(
    Profile profile,
    Duration start,
    Optional<Duration> load,
    List<BatchFigures> points,
    Optional<String> leftOut) {
  public SizeFigures {
    points = List.copyOf(points);
  }
}
