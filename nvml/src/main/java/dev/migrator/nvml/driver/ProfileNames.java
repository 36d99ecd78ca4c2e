package dev.migrator.nvml.driver;

import java.util.Map;

/**
 * The names of profiles where a driver does not tell them: computed as go-nvlib does, whose rule
 * gives NVIDIA's names.
 */
final class ProfileNames {
  private static final double MIB_PER_GB = 1024;
  private static final int EIGHTHS = 8;

  /** By the number of the kind in nvml.h: what stands behind the size. */
  private static final Map<Integer, String> SUFFIXES =
      Map.of(
          7, "+me", 8, "+me", 10, "+gfx", 11, "+gfx", 12, "+gfx", 13, "-me", 14, "-me", 15,
          "+me.all", 16, "+me.all", 17, "+gfx");

  private ProfileNames() {}

  /** {@code 3g.40gb}: the memory is that of the eighths which it takes, rounded up. */
  static String of(int kind, int slices, long memoryMib, long totalMib) {
    double eighths = Math.ceil(EIGHTHS * (double) memoryMib / totalMib) / EIGHTHS;
    long gigabytes = Math.round(eighths * Math.ceil(totalMib / MIB_PER_GB));
    return "%dg.%dgb%s".formatted(slices, gigabytes, SUFFIXES.getOrDefault(kind, ""));
  }
}
