package dev.migrator.policies.astraea;

import dev.migrator.core.model.MpsGpu;
import dev.migrator.core.model.Placement;
import java.util.OptionalInt;

/** The granules of a GPU, some of which are taken. */
final class Shelf {
  private int taken;

  /** Takes what a placement takes. */
  void take(Placement placement) {
    taken |= placement.slices();
  }

  /** Whether nothing of it is taken. */
  boolean isFree(Placement placement) {
    return (taken & placement.slices()) == 0;
  }

  /** Where so many granules beside each other are free. */
  OptionalInt place(int granules) {
    int block = (1 << granules) - 1;
    for (int start = 0; start + granules <= MpsGpu.GRANULES; start++) {
      if ((taken & block << start) == 0) {
        return OptionalInt.of(start);
      }
    }
    return OptionalInt.empty();
  }

  /** Granules in the longest free stretch. */
  int longest() {
    int longest = MpsGpu.GRANULES;
    while (longest > 0 && place(longest).isEmpty()) {
      longest--;
    }
    return longest;
  }
}
