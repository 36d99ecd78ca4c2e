package dev.migrator.gateway.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The input of a request, kept beyond it: as text, until someone wants its numbers. It shares
 * nothing with the request's body.
 */
public final class SeenInput {
  private static final Set<String> NO_NUMBERS = Set.of("BYTES", "BOOL");

  private final List<Integer> dimensions;
  private final int rows;
  private final String text;

  private SeenInput(List<Integer> dimensions, int rows, String text) {
    this.dimensions = dimensions;
    this.rows = rows;
    this.text = text;
  }

  /** Of a request with one input, of numbers; empty of any other. */
  public static Optional<SeenInput> of(InferRequest request) {
    return request.onlyInput().filter(i -> !NO_NUMBERS.contains(i.datatype())).map(SeenInput::of);
  }

  /** As {@link #pack} has put it together. */
  public static SeenInput unpack(Unpacker from) {
    List<Integer> dimensions = new ArrayList<>();
    for (int left = from.number(); left > 0; left--) {
      dimensions.add(from.number());
    }
    return new SeenInput(List.copyOf(dimensions), from.number(), from.text());
  }

  /** Puts all of it into bytes. */
  public void pack(Packer into) {
    into.number(dimensions.size());
    dimensions.forEach(into::number);
    into.number(rows).text(text);
  }

  private static SeenInput of(Tensor input) {
    Slice slice = input.data();
    String text =
        new String(slice.body(), slice.from(), slice.length(), StandardCharsets.ISO_8859_1);
    return new SeenInput(input.rowShape(), input.rows(), text);
  }

  /** The dimensions of a row; none if it is a single number. */
  public List<Integer> dimensions() {
    return dimensions;
  }

  /**
   * The numbers of each row, of which one that is too large for its type is infinite; no rows if
   * not all of them are numbers.
   */
  public List<float[]> rows() {
    try {
      return readRows();
    } catch (NumberFormatException e) {
      // The protocol lets texts and booleans stand for numbers.
      return List.of();
    }
  }

  private List<float[]> readRows() {
    String[] numbers = text.replace('[', ' ').replace(']', ' ').split(",", -1);
    int perRow = numbers.length / rows;
    List<float[]> all = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      float[] values = new float[perRow];
      for (int i = 0; i < perRow; i++) {
        values[i] = Float.parseFloat(numbers[row * perRow + i].strip());
      }
      all.add(values);
    }
    return all;
  }
}
