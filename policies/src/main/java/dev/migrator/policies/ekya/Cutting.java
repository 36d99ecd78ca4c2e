package dev.migrator.policies.ekya;

import java.util.List;

/** Turns shares into placements. */
interface Cutting {

  /**
   * Placements whose sizes are as near as can be to what is wished.
   *
   * @return the nearest first, then others that are about as near; none if what is wished cannot be
   */
  List<List<Holding>> cuts(Wishes wishes);
}
