package dev.migrator.core.plan.bound;

import dev.migrator.core.plan.state.Beginning;
import java.util.stream.IntStream;

/**
 * What inference earns at best in a field: slot by slot, which is a bound, or with several slots
 * taken as one, which costs a fraction.
 *
 * @param exact slot by slot
 * @param rough with {@code width} slots as one
 * @param width slots in which nothing changes there
 */
public record Inference(OccupancyBound exact, OccupancyBound rough, int width) {

  /** Half of a set-up is taken as one slot, for nothing can be changed more often than that. */
  public static Inference of(OccupancyBound exact, Beginning beginning) {
    int width = Math.max(1, exact.setup() / 2);
    return new Inference(exact, exact.merged(width, beginning), width);
  }

  /**
   * The same, to be asked at the same time.
   *
   * @param other a twin of what is exact
   */
  public Inference twin(OccupancyBound other) {
    return new Inference(other, exact == rough ? other : rough.twin(other.hands()), width);
  }

  /** Always slot by slot. */
  public static Inference exactly(OccupancyBound exact) {
    return new Inference(exact, exact, 1);
  }

  /** The most that is earned through these cells: a bound. */
  public double value(Field field, Cells cells) {
    return exact.value(field, cells);
  }

  /** About the most that is earned: no bound. */
  public double estimate(Field field) {
    return rough.value(field.merged(width));
  }

  /** By slot, the states that attain the last value. */
  public int[] states(int slots) {
    return exact.states();
  }

  /** By slot, the states that attain the last estimate. */
  public int[] estimatedStates(int slots) {
    int[] blocks = rough.states();
    return IntStream.range(0, slots).map(slot -> blocks[slot / width]).toArray();
  }
}
