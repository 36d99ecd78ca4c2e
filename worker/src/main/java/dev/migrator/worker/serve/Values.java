package dev.migrator.worker.serve;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The numbers of a tensor as they are read: flat, or nested as the tensor's shape is. How long the
 * nested arrays are is remembered, and must be the same everywhere at one depth.
 */
final class Values {
  private static final int UNKNOWN = -1;
  private static final int DEEPEST = 8;

  private final long most;
  private float[] numbers = new float[256];
  private int count;
  private final List<Integer> lengths = new ArrayList<>();

  private Values(long most) {
    this.most = most;
  }

  /**
   * Reads from a parser that stands at the array's beginning.
   *
   * @param most how many numbers are read at most
   */
  static Values read(JsonParser parser, long most) throws IOException, BadRequest {
    Values values = new Values(most);
    values.array(parser, 0);
    return values;
  }

  /** The numbers, if they are those of a tensor of this shape. */
  float[] of(List<Integer> shape, long expected) throws BadRequest {
    if (count != expected || (lengths.size() > 1 && !lengths.equals(shape))) {
      throw new BadRequest(
          "data has %d values, nested as %s; expected %d for shape %s, flat or nested."
              .formatted(count, lengths, expected, shape));
    }
    return Arrays.copyOf(numbers, count);
  }

  private void array(JsonParser parser, int depth) throws IOException, BadRequest {
    if (depth >= DEEPEST) {
      throw new BadRequest("data is nested deeper than %d.".formatted(DEEPEST));
    }
    if (depth == lengths.size()) {
      lengths.add(UNKNOWN);
    }
    int length = 0;
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      element(parser, token, depth);
      length++;
    }
    if (lengths.get(depth) != UNKNOWN && lengths.get(depth) != length) {
      throw new BadRequest(
          "data has arrays of %d and of %d at one depth; expected all of one length."
              .formatted(lengths.get(depth), length));
    }
    lengths.set(depth, length);
  }

  private void element(JsonParser parser, JsonToken token, int depth)
      throws IOException, BadRequest {
    switch (token) {
      case START_ARRAY -> array(parser, depth + 1);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser, depth);
      default -> throw new BadRequest("data holds %s; expected numbers.".formatted(token));
    }
  }

  private void number(JsonParser parser, int depth) throws IOException, BadRequest {
    if (depth + 1 != lengths.size()) {
      throw new BadRequest("data has numbers at more than one depth.");
    }
    float value = parser.getFloatValue();
    if (!Float.isFinite(value)) {
      throw new BadRequest("data holds a number that FP32 cannot hold.");
    }
    if (count == most) {
      throw new BadRequest("data has more than %d values.".formatted(most));
    }
    if (count == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * count);
    }
    numbers[count++] = value;
  }
}
