package dev.migrator.live.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * The inputs that a model takes, as its worker says in its metadata, and requests that fit them.
 *
 * @param list at least one
 */
record ModelInputs(List<Input> list) {
  /** What a dimension other than the batch is taken as if the worker takes any. */
  static final int OPEN_DIMENSION = 32;

  private static final long MOST_BYTES = 8L << 20;

  /** Characters of a number with its comma, at most. */
  private static final int NUMBER_BYTES = 8;

  private static final int MOST_INPUTS = 64;
  private static final ObjectMapper JSON = new ObjectMapper();

  ModelInputs {
    list = List.copyOf(list);
  }

  /**
   * One of them.
   *
   * @param row the dimensions after that of the batch
   */
  record Input(String name, String datatype, List<Integer> row) {
    Input {
      row = List.copyOf(row);
    }

    private long values() {
      return row.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }
  }

  /**
   * Reads a worker's metadata.
   *
   * @throws IOException if they do not say what requests look like
   */
  static ModelInputs read(byte[] metadata) throws IOException {
    try {
      JsonNode inputs = JSON.readTree(metadata).path("inputs");
      if (!inputs.isArray() || inputs.isEmpty() || inputs.size() > MOST_INPUTS) {
        throw new IOException("the worker's metadata name no inputs; expected at least one");
      }
      List<Input> list = new ArrayList<>();
      for (JsonNode input : inputs) {
        list.add(input(input));
      }
      return new ModelInputs(list);
    } catch (JsonProcessingException e) {
      throw new IOException("the worker's metadata are no JSON", e);
    }
  }

  /**
   * A request with so many rows of numbers drawn at random.
   *
   * @throws IOException if it would be larger than a worker takes
   */
  byte[] request(int rows, RandomGenerator random) throws IOException {
    requireSize(rows);
    StringBuilder text = new StringBuilder("{\"inputs\":[");
    for (Input input : list) {
      text.append(text.charAt(text.length() - 1) == '[' ? "" : ",");
      add(text, input, rows, random);
    }
    return text.append("]}").toString().getBytes(StandardCharsets.UTF_8);
  }

  private void requireSize(int rows) throws IOException {
    try {
      long values = list.stream().mapToLong(Input::values).reduce(0, Math::addExact);
      if (Math.multiplyExact(values, (long) rows * NUMBER_BYTES) <= MOST_BYTES) {
        return;
      }
    } catch (ArithmeticException e) {
      // Beyond all bounds: refused below.
    }
    throw new IOException(
        "a request of %d rows may be larger than the %d bytes that a worker takes"
            .formatted(rows, MOST_BYTES));
  }

  private static Input input(JsonNode node) throws IOException {
    String name = node.path("name").asText();
    String type = node.path("datatype").asText();
    JsonNode shape = node.path("shape");
    if (!shape.isArray() || shape.isEmpty() || type.equals("BYTES") || type.isEmpty()) {
      throw new IOException(
          "input '%s' is of datatype '%s' and shape %s; expected numbers whose first dimension is the batch"
              .formatted(name, type, shape));
    }
    List<Integer> row = new ArrayList<>();
    for (int i = 1; i < shape.size(); i++) {
      int dimension = shape.get(i).asInt();
      row.add(dimension > 0 ? dimension : OPEN_DIMENSION);
    }
    return new Input(name, type, row);
  }

  private static void add(StringBuilder text, Input input, int rows, RandomGenerator random)
      throws IOException {
    List<Integer> shape = new ArrayList<>(input.row());
    shape.addFirst(rows);
    text.append("{\"name\":").append(JSON.writeValueAsString(input.name()));
    text.append(",\"datatype\":").append(JSON.writeValueAsString(input.datatype()));
    text.append(",\"shape\":").append(JSON.writeValueAsString(shape)).append(",\"data\":[");
    long count = input.values() * rows;
    for (long i = 0; i < count; i++) {
      text.append(i == 0 ? "" : ",").append(value(input.datatype(), random));
    }
    text.append("]}");
  }

  private static String value(String datatype, RandomGenerator random) {
    return switch (datatype) {
      case "BOOL" -> Boolean.toString(random.nextBoolean());
      case "FP16", "FP32", "FP64", "BF16" ->
          String.format(Locale.ROOT, "%.3f", Math.clamp(random.nextGaussian(), -9, 9));
      default -> Integer.toString(random.nextInt(2));
    };
  }
}
