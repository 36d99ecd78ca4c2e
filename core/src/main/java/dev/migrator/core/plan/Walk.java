package dev.migrator.core.plan;

import java.util.List;

/**
 * Which state takes the slices from when on.
 *
 * @param value what the walk earns
 * @param moves in order of slots, the first one at slot 0
 */
record Walk(double value, List<Move> moves) {
  Walk {
    moves = List.copyOf(moves);
  }

  /** From that slot on the state's instances take their slices; new ones are set up from then. */
  record Move(int slot, int state) {}
}
