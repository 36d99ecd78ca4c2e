package dev.migrator.core.model;

import java.util.Comparator;

/**
 * A profile at a place: the memory slices {@code [start, start + profile.memorySlices())}.
 *
 * @param profile what is placed
 * @param start its first memory slice, one of the profile's {@link Profile#starts}
 */
public record Placement(Profile profile, int start) implements Comparable<Placement> {
  private static final Comparator<Placement> ORDER =
      Comparator.comparingInt(Placement::start)
          .thenComparingInt(p -> p.profile().memorySlices())
          .thenComparing(p -> p.profile().key());

  public Placement {
    Require.that(
        profile.starts().contains(start),
        profile.name(),
        "start",
        start,
        "one of " + profile.starts());
  }

  /** First memory slice behind this placement. */
  public int end() {
    return start + profile.memorySlices();
  }

  /** The memory slices taken, as a bit set: bit i is slice i. */
  public int slices() {
    return ((1 << profile.memorySlices()) - 1) << start;
  }

  /** Whether the two take a common memory slice. */
  public boolean overlaps(Placement other) {
    return (slices() & other.slices()) != 0;
  }

  /** By start, then size, then profile. */
  @Override
  public int compareTo(Placement other) {
    return ORDER.compare(this, other);
  }

  /** {@code 3g.40gb@4}. */
  @Override
  public String toString() {
    return profile.name() + "@" + start;
  }
}
