package dev.migrator.core.plan.state;

import java.util.ArrayList;
import java.util.List;

/**
 * Which state takes the slices from when on.
 *
 * @param value what the walk earns
 * @param moves in order of slots, the first one at slot 0
 */
public record Walk(double value, List<Move> moves) {
  /** None at all. */
  public static final Walk NONE = new Walk(Double.NEGATIVE_INFINITY, List.of());

  public Walk {
    moves = List.copyOf(moves);
  }

  /**
   * The walk that passes each slot in one of these states.
   *
   * @param value what it earns
   */
  public static Walk through(int[] states, double value) {
    List<Move> moves = new ArrayList<>();
    for (int slot = 0; slot < states.length; slot++) {
      if (slot == 0 || states[slot] != states[slot - 1]) {
        moves.add(new Move(slot, states[slot]));
      }
    }
    return new Walk(value, moves);
  }

  /** From that slot on the state's instances take their slices; new ones are set up from then. */
  public record Move(int slot, int state) {}
}
