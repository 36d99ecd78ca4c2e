package dev.migrator.gateway.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What an answer predicts for a caller's rows: the text of the first output, until someone wants to
 * know.
 *
 * <p>Of an output of shape [rows, classes] a row's label is the class with the largest value, the
 * first of several such, counted from 0. Of one of shape [rows] or [rows, 1] it is the value
 * itself, rounded. Other shapes, and texts of whatever type, have no label.
 */
public final class Prediction {
  private static final int MOST_DIMENSIONS = 2;

  private final String version;
  private final String text;
  private final int rows;
  private final boolean hasLabels;

  private Prediction(String version, String text, int rows, boolean hasLabels) {
    this.version = version;
    this.text = text;
    this.rows = rows;
    this.hasLabels = hasLabels;
  }

  static Prediction of(Tensor output, String version, int from, int to) {
    boolean hasLabels =
        output.shape().size() <= MOST_DIMENSIONS && !output.datatype().equals("BYTES");
    Slice slice = output.rows(from, to);
    // One byte a character: what is kept is as large as what was sent, and is a copy.
    String text =
        hasLabels
            ? new String(slice.body(), slice.from(), slice.length(), StandardCharsets.ISO_8859_1)
            : "";
    return new Prediction(version, text, to - from, hasLabels);
  }

  /** As {@link #pack} has put it together. */
  public static Prediction unpack(Unpacker from) {
    return new Prediction(from.text(), from.text(), from.number(), from.number() != 0);
  }

  /** Puts all of it into bytes. */
  public void pack(Packer into) {
    into.text(version).text(text).number(rows).number(hasLabels ? 1 : 0);
  }

  /** The version of the weights that predicted. */
  public String version() {
    return version;
  }

  /** The label of each row; none if the output says no labels. */
  public List<Integer> labels() {
    try {
      return hasLabels ? readLabels() : List.of();
    } catch (NumberFormatException e) {
      // The protocol lets texts stand for numbers.
      return List.of();
    }
  }

  private List<Integer> readLabels() {
    String[] values = text.replace('[', ' ').replace(']', ' ').split(",", -1);
    int perRow = values.length / rows;
    List<Integer> labels = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      labels.add(label(values, row * perRow, (row + 1) * perRow));
    }
    return labels;
  }

  private static int label(String[] values, int from, int to) {
    if (to - from == 1) {
      return (int) Math.round(number(values[from]));
    }
    int largest = from;
    for (int i = from + 1; i < to; i++) {
      largest = number(values[i]) > number(values[largest]) ? i : largest;
    }
    return largest - from;
  }

  private static double number(String value) {
    String text = value.strip();
    return switch (text) {
      case "true" -> 1;
      case "false" -> 0;
      default -> Double.parseDouble(text);
    };
  }
}
