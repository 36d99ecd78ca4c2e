package dev.migrator.core.model;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * A GPU instance profile: one of the sizes in which a GPU model can be cut, or one of the shares in
 * which it can be given away by MPS.
 *
 * @param gpu the GPU model's name; profiles of different models are different
 * @param name NVIDIA's name on this GPU model, {@code 3g.40gb}
 * @param key the name without the memory, the same on every model of a family, {@code 3g}; {@code
 *     1gd} is one compute slice with double memory
 * @param computeSlices compute slices that an instance gets
 * @param memorySlices memory slices that an instance takes; also the size of its placements
 * @param maxInstances how many instances of this profile may exist at once
 * @param memoryMib memory in MiB as the driver reports it, where known
 * @param multiprocessors streaming multiprocessors of an instance, where known
 * @param starts first memory slices at which an instance may be placed, ascending
 * @param create time the driver takes to create a GPU instance with its compute instance
 * @param destroy time the driver takes to destroy both
 * @param sharing how its instances share the GPU with others
 */
public record Profile(
    String gpu,
    String name,
    String key,
    int computeSlices,
    int memorySlices,
    int maxInstances,
    OptionalInt memoryMib,
    OptionalInt multiprocessors,
    List<Integer> starts,
    Duration create,
    Duration destroy,
    Sharing sharing) {

  public Profile {
    Require.positive(name, "computeSlices", computeSlices);
    Require.positive(name, "memorySlices", memorySlices);
    Require.positive(name, "maxInstances", maxInstances);
    starts = List.copyOf(starts);
  }

  /** A profile of MIG. */
  public Profile(
      String gpu,
      String name,
      String key,
      int computeSlices,
      int memorySlices,
      int maxInstances,
      OptionalInt memoryMib,
      OptionalInt multiprocessors,
      List<Integer> starts,
      Duration create,
      Duration destroy) {
    this(
        gpu,
        name,
        key,
        computeSlices,
        memorySlices,
        maxInstances,
        memoryMib,
        multiprocessors,
        starts,
        create,
        destroy,
        Sharing.MIG);
  }

  /** The same with other places where an instance may be. */
  public Profile withStarts(List<Integer> others) {
    return with(others, create, destroy);
  }

  /** The same with other times that the driver takes. */
  public Profile withTimes(Duration toCreate, Duration toDestroy) {
    return with(starts, toCreate, toDestroy);
  }

  private Profile with(List<Integer> places, Duration toCreate, Duration toDestroy) {
    return new Profile(
        gpu,
        name,
        key,
        computeSlices,
        memorySlices,
        maxInstances,
        memoryMib,
        multiprocessors,
        places,
        toCreate,
        toDestroy,
        sharing);
  }

  /** Whether this is one of the plain profiles: no media extensions, no double memory. */
  public boolean isBase() {
    return sharing == Sharing.MPS || key.equals(computeSlices + "g");
  }

  /** Whether at most one instance of all such profiles may exist on a GPU ({@code +me}). */
  public boolean holdsMediaExtensions() {
    return key.contains("+me");
  }

  /** Profiles are keys of many maps; their names nearly always tell them apart. */
  @Override
  public int hashCode() {
    return 31 * gpu.hashCode() + name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}
