package dev.migrator.core.model;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The geometry of a GPU that is shared as a whole by NVIDIA MPS: {@value #GRANULES} granules of 5 %
 * each.
 *
 * <p>A profile of k granules is a share of 5·k %; it may lie anywhere. Granules have no counterpart
 * in the device: a placement only says that a share is somebody's, so that shares which are held at
 * the same time are disjoint and add up to at most 100 %. Every process sees the whole memory. No
 * driver call sets a share up, so that creation and destruction take no time.
 *
 * <p>There are 210 placements, and more layouts than could ever be listed: {@link Layout#all}
 * refuses them.
 */
public final class MpsGpu {
  /** Granules of a GPU. */
  public static final int GRANULES = 20;

  private static final int PERCENT_PER_GRANULE = 100 / GRANULES;
  private static final String SUFFIX = "-MPS";

  private MpsGpu() {}

  /**
   * The MPS form of a GPU model.
   *
   * @param gpu its MIG form
   * @return {@code A100-80GB-MPS}, whose profiles are {@code mps-5%} to {@code mps-100%}: the one
   *     at index k - 1 is of k granules
   */
  public static GpuModel of(GpuModel gpu) {
    String name = gpu.name() + SUFFIX;
    OptionalInt memory = gpu.whole().memoryMib();
    return new GpuModel(
        name,
        List.of(),
        GRANULES,
        GRANULES,
        IntStream.rangeClosed(1, GRANULES).mapToObj(k -> share(name, k, memory)).toList());
  }

  /**
   * The profile of so many granules.
   *
   * @param gpu an MPS form
   * @param granules from 1 to {@value #GRANULES}
   */
  public static Profile share(GpuModel gpu, int granules) {
    Require.that(
        1 <= granules && granules <= GRANULES,
        gpu.name(),
        "granules",
        granules,
        "from 1 to " + GRANULES);
    return gpu.profiles().get(granules - 1);
  }

  /** The part of the GPU that a profile of an MPS form is, above 0 and up to 1. */
  public static double part(Profile share) {
    return (double) share.computeSlices() / GRANULES;
  }

  private static Profile share(String gpu, int granules, OptionalInt memory) {
    String name = "mps-%d%%".formatted(granules * PERCENT_PER_GRANULE);
    return new Profile(
        gpu,
        name,
        name,
        granules,
        granules,
        GRANULES / granules,
        memory,
        OptionalInt.empty(),
        IntStream.rangeClosed(0, GRANULES - granules).boxed().toList(),
        Duration.ZERO,
        Duration.ZERO,
        Sharing.MPS);
  }
}
