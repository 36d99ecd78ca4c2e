package dev.migrator.gateway.protocol;

import java.util.List;

/**
 * A tensor of a request or of an answer, with its data as text.
 *
 * @param name its name
 * @param datatype the protocol's name of its elements' type, {@code FP32}
 * @param shape its dimensions; the first is the batch
 * @param isNested whether each row is an array of its own in the text
 * @param data what stands between the brackets of its data
 * @param rowStarts where each row begins in the body, in the order of the rows
 * @param parameters its parameters as text; empty if it has none
 */
record Tensor(
    String name,
    String datatype,
    List<Integer> shape,
    boolean isNested,
    Slice data,
    int[] rowStarts,
    String parameters) {

  int rows() {
    return shape.getFirst();
  }

  List<Integer> rowShape() {
    return shape.subList(1, shape.size());
  }

  /** The text of some of its rows, half-open, without the brackets around. */
  Slice rows(int from, int to) {
    int end = to == rowStarts.length ? data.to() : endBefore(rowStarts[to]);
    return new Slice(data.body(), rowStarts[from], end);
  }

  /** Where the row ends that precedes the one that begins there: before the comma. */
  private int endBefore(int next) {
    int end = next - 1;
    while (data.body()[end] != ',') {
      end--;
    }
    return end;
  }
}
