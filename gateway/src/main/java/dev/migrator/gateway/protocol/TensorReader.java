package dev.migrator.gateway.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Reads the tensors of a body without building a tree: data stay text, of which only the number of
 * elements and the rows' beginnings are taken.
 */
final class TensorReader {
  /** Dimensions that a tensor may have. */
  static final int MOST_DIMENSIONS = 16;

  /** Tensors that a body may have. */
  static final int MOST_TENSORS = 64;

  private static final Set<String> DATATYPES =
      Set.of(
          "BOOL", "UINT8", "UINT16", "UINT32", "UINT64", "INT8", "INT16", "INT32", "INT64", "FP16",
          "FP32", "FP64", "BYTES", "BF16");

  private final JsonParser parser;
  private final byte[] body;

  private String name = "";
  private String datatype = "";
  private String parameters = "";
  private List<Integer> shape = List.of();

  private int dataFrom;
  private int dataTo;
  private long leaves;
  private boolean nested;
  private int[] tops = new int[16];
  private int topCount;
  private boolean hasData;
  private boolean topIsArray;
  private boolean uneven;
  private long leavesBefore;
  private long topSize;

  TensorReader(JsonParser parser, byte[] body) {
    this.parser = parser;
    this.body = body;
  }

  /** The parser is at the name of a field whose value is an array of tensors. */
  List<Tensor> tensors(String what) throws IOException, MalformedException {
    expect(parser.nextToken() == JsonToken.START_ARRAY, what + " is no array");
    List<Tensor> tensors = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      expect(parser.currentToken() == JsonToken.START_OBJECT, what + ": an entry is no object");
      expect(tensors.size() < MOST_TENSORS, what + " has more than " + MOST_TENSORS + " entries");
      tensors.add(new TensorReader(parser, body).tensor());
    }
    return tensors;
  }

  private Tensor tensor() throws IOException, MalformedException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      switch (parser.currentName()) {
        case "name" -> name = string("name");
        case "datatype" -> datatype = string("datatype");
        case "shape" -> shape = shape();
        case "parameters" -> parameters = value(parser, body).text();
        case "data" -> data();
        default -> skip(parser);
      }
    }
    return checked();
  }

  private Tensor checked() throws MalformedException {
    expect(!name.isEmpty(), "a tensor has no name");
    expect(DATATYPES.contains(datatype), name + ": datatype is " + quoted(datatype));
    expect(!shape.isEmpty(), name + ": shape is missing");
    expect(hasData, name + ": data is missing; binary data is not supported");
    long elements = elements();
    expect(
        leaves == elements,
        "%s: shape %s has %d elements; data has %d".formatted(name, shape, elements, leaves));
    expect(!uneven, name + ": the rows of data differ in length");
    int rows = shape.getFirst();
    boolean byRow = nested && shape.size() > 1;
    expect(!byRow || topCount == rows, name + ": data has " + topCount + " rows, not " + rows);
    expect(byRow || topCount == leaves, name + ": data is neither flat nor nested by row");
    return new Tensor(
        name,
        datatype,
        shape,
        byRow,
        new Slice(body, dataFrom, dataTo),
        rowStarts(rows, (int) (topCount / rows)),
        parameters);
  }

  /** More elements than the body has bytes cannot be there. */
  private long elements() throws MalformedException {
    long elements = 1;
    for (int dimension : shape) {
      elements *= dimension;
      expect(elements <= body.length, name + ": shape " + shape + " has more elements than data");
    }
    return elements;
  }

  private int[] rowStarts(int rows, int perRow) {
    int[] starts = new int[rows];
    for (int row = 0; row < rows; row++) {
      starts[row] = tops[row * perRow];
    }
    return starts;
  }

  private List<Integer> shape() throws IOException, MalformedException {
    expect(parser.nextToken() == JsonToken.START_ARRAY, "shape is no array");
    List<Integer> dimensions = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      expect(parser.currentToken() == JsonToken.VALUE_NUMBER_INT, "shape: not a whole number");
      expect(dimensions.size() < MOST_DIMENSIONS, "shape has more than " + MOST_DIMENSIONS);
      dimensions.add(dimension());
    }
    return List.copyOf(dimensions);
  }

  private int dimension() throws IOException, MalformedException {
    boolean fits = parser.getNumberType() == JsonParser.NumberType.INT;
    expect(fits && parser.getIntValue() > 0, "shape: a dimension is not from 1 to 2147483647");
    return parser.getIntValue();
  }

  private void data() throws IOException, MalformedException {
    expect(!hasData, "data is there twice");
    expect(parser.nextToken() == JsonToken.START_ARRAY, "data is no array");
    hasData = true;
    dataFrom = position() + 1;
    int depth = 1;
    while (depth > 0) {
      JsonToken token = parser.nextToken();
      if (depth == 1) {
        endTop();
      }
      if (depth == 1 && token != JsonToken.END_ARRAY) {
        addTop(position(), token == JsonToken.START_ARRAY);
      }
      depth += step(token);
    }
    dataTo = position();
  }

  /** All that stands at the top has the same number of elements, or it is uneven. */
  private void endTop() {
    if (topCount > 0) {
      long size = leaves - leavesBefore;
      uneven |= topCount > 1 && size != topSize;
      topSize = size;
    }
  }

  private int step(JsonToken token) throws MalformedException {
    switch (token) {
      case START_ARRAY -> {
        nested = true;
        return 1;
      }
      case END_ARRAY -> {
        return -1;
      }
      case VALUE_NUMBER_FLOAT, VALUE_NUMBER_INT, VALUE_STRING, VALUE_TRUE, VALUE_FALSE -> {
        leaves++;
        return 0;
      }
      default ->
          throw new MalformedException("data has something other than numbers, texts and booleans");
    }
  }

  private void addTop(int position, boolean isArray) {
    uneven |= topCount > 0 && isArray != topIsArray;
    topIsArray = isArray;
    leavesBefore = leaves;
    if (topCount == tops.length) {
      tops = Arrays.copyOf(tops, 2 * tops.length);
    }
    tops[topCount++] = position;
  }

  private int position() {
    return (int) parser.currentTokenLocation().getByteOffset();
  }

  private String string(String what) throws IOException, MalformedException {
    return string(parser, what);
  }

  static String string(JsonParser parser, String what) throws IOException, MalformedException {
    expect(parser.nextToken() == JsonToken.VALUE_STRING, what + " is no text");
    expect(parser.getTextLength() <= Bodies.MOST_NAME, what + " is too long");
    return parser.getText();
  }

  /** The text of the value that follows, whatever it is. */
  static Slice value(JsonParser parser, byte[] body) throws IOException {
    parser.nextToken();
    int from = (int) parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    parser.finishToken();
    return new Slice(body, from, (int) parser.currentLocation().getByteOffset());
  }

  static void skip(JsonParser parser) throws IOException {
    parser.nextToken();
    parser.skipChildren();
  }

  static void expect(boolean holds, String otherwise) throws MalformedException {
    if (!holds) {
      throw new MalformedException(otherwise);
    }
  }

  private static String quoted(String text) {
    return text.isEmpty() ? "missing" : "'" + text + "', which the protocol does not know";
  }
}
