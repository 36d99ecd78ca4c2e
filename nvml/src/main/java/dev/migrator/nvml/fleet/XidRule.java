package dev.migrator.nvml.fleet;

import dev.migrator.nvml.driver.Nvml.Xid;
import java.util.Set;

/**
 * What an Xid, an error that a GPU reports of itself, is taken to mean: which part of the GPU is
 * left alone because of it.
 */
enum XidRule {
  /** A fault of a program, not of the GPU. */
  NOTHING,
  /** The slices of the instance that it names. */
  SLICES,
  /** The whole GPU; what runs on it goes on. */
  GPU,
  /** The whole GPU, and what is on it counts as lost. */
  LOSS;

  /** Those that NVIDIA's device plugin ignores too. */
  private static final Set<Long> OF_PROGRAMS = Set.of(13L, 31L, 43L, 45L, 68L, 109L);

  /** Fallen off the bus, uncontained memory error, and the GPU's own processor not answering. */
  private static final Set<Long> OF_THE_WHOLE = Set.of(79L, 95L, 119L, 120L);

  static XidRule of(Xid xid) {
    if (OF_PROGRAMS.contains(xid.number())) {
      return NOTHING;
    }
    if (OF_THE_WHOLE.contains(xid.number())) {
      return LOSS;
    }
    return xid.gpuInstance().isEmpty() ? GPU : SLICES;
  }
}
