package dev.migrator.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object read strictly: every error names the file, the key, the value and what was
 * expected, and unknown or repeated keys are errors.
 */
final class Fields {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final String where;
  private final String path;
  private final JsonNode node;

  private Fields(String where, String path, JsonNode node) {
    this.where = where;
    this.path = path;
    this.node = node;
    if (!node.isObject()) {
      throw wrong(path.isEmpty() ? "content" : path, node, "an object");
    }
  }

  /**
   * Reads a document.
   *
   * @param where the file's name, for errors
   * @throws IllegalArgumentException if it is not one JSON object
   */
  static Fields parse(String where, String json) {
    try {
      return new Fields(where, "", MAPPER.readTree(json));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "%s: line %d is not valid JSON: %s."
              .formatted(where, e.getLocation().getLineNr(), e.getOriginalMessage()),
          e);
    }
  }

  /** This object, if it has no other keys than these. */
  Fields only(String... known) {
    List<String> expected = List.of(known);
    for (String key : keys()) {
      if (!expected.contains(key)) {
        throw new IllegalArgumentException(
            "%s: key %s is not known; expected one of %s.%s"
                .formatted(
                    where,
                    path(key),
                    String.join(", ", expected),
                    Nearest.suggestion(key, expected)));
      }
    }
    return this;
  }

  List<String> keys() {
    return node.properties().stream().map(Map.Entry::getKey).toList();
  }

  boolean has(String key) {
    return node.has(key);
  }

  String text(String key) {
    return textOf(key, value(key, JsonNode::isTextual, "a text"));
  }

  Optional<String> textIfAny(String key) {
    return has(key) ? Optional.of(text(key)) : Optional.empty();
  }

  boolean flag(String key) {
    return value(key, JsonNode::isBoolean, "true or false").booleanValue();
  }

  /** A whole number of at least {@code least}. */
  int whole(String key, int least) {
    return wholeOf(key, node.get(key), least);
  }

  OptionalInt wholeIfAny(String key) {
    return has(key) ? OptionalInt.of(whole(key, 0)) : OptionalInt.empty();
  }

  /** A number above 0. */
  double positive(String key) {
    Predicate<JsonNode> aboveZero =
        v -> v.isNumber() && v.doubleValue() > 0 && Double.isFinite(v.doubleValue());
    return value(key, aboveZero, "a number above 0").doubleValue();
  }

  List<String> texts(String key) {
    return elements(key, element -> textOf(key, element));
  }

  List<Integer> wholes(String key) {
    return elements(key, element -> wholeOf(key, element, 0));
  }

  List<Fields> objects(String key) {
    List<JsonNode> elements = elements(key, Function.identity());
    List<Fields> objects = new ArrayList<>();
    for (JsonNode element : elements) {
      objects.add(new Fields(where, "%s[%d]".formatted(path(key), objects.size()), element));
    }
    return objects;
  }

  Fields object(String key) {
    return new Fields(where, path(key), value(key, JsonNode::isObject, "an object"));
  }

  /** All keys of this object with their values, numbers above 0. */
  SequencedMap<String, Double> positives() {
    SequencedMap<String, Double> numbers = new LinkedHashMap<>();
    keys().forEach(key -> numbers.put(key, positive(key)));
    return numbers;
  }

  /** An error about the value of a key. */
  IllegalArgumentException wrong(String key, @Nullable Object value, String expected) {
    return new IllegalArgumentException(
        value == null
            ? "%s: %s is missing; expected %s.".formatted(where, key, expected)
            : "%s: %s is %s; expected %s.".formatted(where, key, value, expected));
  }

  /** The key with the path that leads to it: {@code points[3].batch}. */
  String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private String textOf(String key, JsonNode value) {
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw wrong(path(key), value, "a text");
    }
    return value.textValue();
  }

  private int wholeOf(String key, @Nullable JsonNode value, int least) {
    if (value == null || !value.canConvertToInt() || !value.isInt() || value.intValue() < least) {
      throw wrong(path(key), value, "a whole number of at least " + least);
    }
    return value.intValue();
  }

  private <T> List<T> elements(String key, Function<JsonNode, T> read) {
    return value(key, JsonNode::isArray, "a list").valueStream().map(read).toList();
  }

  private JsonNode value(String key, Predicate<JsonNode> fits, String expected) {
    JsonNode value = node.get(key);
    if (value == null || !fits.test(value)) {
      throw wrong(path(key), value, expected);
    }
    return value;
  }
}
