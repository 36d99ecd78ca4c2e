package dev.migrator.simulator.world;

import java.util.SplittableRandom;

/**
 * Random generators that depend on the seed and on what they are for, never on what was drawn
 * before. So two policies meet the same requests and the same outcomes of retrainings.
 */
final class Randomness {
  private static final long ARRIVALS = 1;
  private static final long RETRAINING = 2;

  private Randomness() {}

  static SplittableRandom ofArrivals(long seed, int tenant, int slot) {
    return of(seed, ARRIVALS, tenant, slot, 0);
  }

  static SplittableRandom ofRetraining(long seed, int tenant, int window, int choice) {
    return of(seed, RETRAINING, tenant, window, choice);
  }

  private static SplittableRandom of(long... parts) {
    long mixed = 0;
    for (long part : parts) {
      mixed = mix(mixed + part + 0x9E3779B97F4A7C15L);
    }
    return new SplittableRandom(mixed);
  }

  /** The finalizer of MurmurHash3 with Stafford's constants (variant 13), as in SplitMix64. */
  private static long mix(long bits) {
    long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
