package dev.migrator.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.StreamSupport;

/** A JSON value that a test looks into; what is not there fails the test. */
record Json(JsonNode node) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  static Json parse(String text) {
    try {
      return new Json(MAPPER.readTree(text));
    } catch (IOException e) {
      throw new UncheckedIOException("no JSON: " + text, e);
    }
  }

  Json at(String name) {
    if (!node.has(name)) {
      throw new AssertionError("no '" + name + "' in " + node);
    }
    return new Json(node.get(name));
  }

  boolean has(String name) {
    return node.has(name);
  }

  String text(String name) {
    return at(name).node.asText();
  }

  Number number(String name) {
    return at(name).node.numberValue();
  }

  List<Json> list(String name) {
    return StreamSupport.stream(at(name).node.spliterator(), false).map(Json::new).toList();
  }

  List<Double> numbers(String name) {
    return list(name).stream().map(element -> element.node.asDouble()).toList();
  }

  @Override
  public String toString() {
    return node.toString();
  }
}
