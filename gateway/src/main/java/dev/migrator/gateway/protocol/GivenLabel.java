package dev.migrator.gateway.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The truth about one request, as its caller tells it later.
 *
 * @param id of the request
 * @param labels of its rows
 */
public record GivenLabel(String id, List<Integer> labels) {
  /** Labels that one body may have. */
  public static final int MOST = 10_000;

  public GivenLabel {
    labels = List.copyOf(labels);
  }

  /**
   * Reads a body: {@code {"labels":[{"id":"a","label":3},{"id":"b","label":[1,2]}]}}.
   *
   * @throws MalformedException if it is something else
   */
  public static List<GivenLabel> parse(byte[] body) throws MalformedException {
    return Bodies.read(body, GivenLabel::all);
  }

  private static List<GivenLabel> all(JsonParser parser) throws IOException, MalformedException {
    List<GivenLabel> all = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      TensorReader.expect(parser.currentName().equals("labels"), "labels is all that is expected");
      TensorReader.expect(parser.nextToken() == JsonToken.START_ARRAY, "labels is no array");
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        TensorReader.expect(all.size() < MOST, "labels has more than " + MOST + " entries");
        all.add(one(parser));
      }
    }
    return all;
  }

  private static GivenLabel one(JsonParser parser) throws IOException, MalformedException {
    TensorReader.expect(parser.currentToken() == JsonToken.START_OBJECT, "an entry is no object");
    String id = "";
    List<Integer> labels = List.of();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      switch (parser.currentName()) {
        case "id" -> id = TensorReader.string(parser, "id");
        case "label" -> labels = labels(parser);
        default -> throw new MalformedException("an entry has an id and a label, nothing else");
      }
    }
    TensorReader.expect(!id.isEmpty() && !labels.isEmpty(), "an entry lacks its id or its label");
    return new GivenLabel(id, labels);
  }

  private static List<Integer> labels(JsonParser parser) throws IOException, MalformedException {
    if (parser.nextToken() != JsonToken.START_ARRAY) {
      return List.of(label(parser));
    }
    List<Integer> labels = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      TensorReader.expect(labels.size() < MOST, "label has more than " + MOST + " rows");
      labels.add(label(parser));
    }
    return labels;
  }

  private static int label(JsonParser parser) throws IOException, MalformedException {
    boolean fits =
        parser.currentToken() == JsonToken.VALUE_NUMBER_INT
            && parser.getNumberType() == JsonParser.NumberType.INT;
    TensorReader.expect(fits, "a label is no whole number");
    return parser.getIntValue();
  }
}
