package dev.migrator.core.model;

import java.util.Comparator;

/**
 * A profile at a place: the memory slices {@code [start, start + profile.memorySlices())}.
 *
 * @param gpu the GPU's number, from 0
 * @param profile what is placed
 * @param start its first memory slice, one of the profile's {@link Profile#starts}
 */
public record Placement(int gpu, Profile profile, int start) implements Comparable<Placement> {
  private static final Comparator<Placement> ORDER =
      Comparator.comparingInt(Placement::gpu)
          .thenComparingInt(Placement::start)
          .thenComparingInt(p -> p.profile().memorySlices())
          .thenComparing(p -> p.profile().key());

  public Placement {
    Require.notNegative(profile.name(), "gpu", gpu);
    Require.that(
        profile.starts().contains(start),
        profile.name(),
        "start",
        start,
        "one of " + profile.starts());
  }

  /** On the first GPU, which often is the only one. */
  public Placement(Profile profile, int start) {
    this(0, profile, start);
  }

  /** The same place on another GPU of the model. */
  public Placement on(int otherGpu) {
    return new Placement(otherGpu, profile, start);
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
    return gpu == other.gpu && (slices() & other.slices()) != 0;
  }

  /** By GPU, start, then size, then profile. */
  @Override
  public int compareTo(Placement other) {
    return ORDER.compare(this, other);
  }

  /** {@code 3g.40gb@4}, on other GPUs than the first {@code 2:3g.40gb@4}. */
  @Override
  public String toString() {
    String place = profile.name() + "@" + start;
    return gpu == 0 ? place : gpu + ":" + place;
  }
}
