package dev.migrator.app.scenario;

import dev.migrator.app.scenario.Node.Entry;
import dev.migrator.app.scenario.Node.Mapping;
import dev.migrator.app.scenario.Node.Scalar;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Reads what a scenario's author says of it, {@code labels: {pattern: bursty, load: heavy}}:
 * results are summed up by these words. Any key will do, but keys and values are short words.
 */
final class Labels {
  /** Labels that a scenario may have. */
  static final int MOST = 16;

  private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9-]{0,29}");
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,29}");

  private Labels() {}

  static SortedMap<String, String> read(Fields root) {
    SortedMap<String, String> labels = new TreeMap<>();
    root.node("labels").ifPresent(node -> entries(node).forEach((k, e) -> add(labels, k, e)));
    return Collections.unmodifiableSortedMap(labels);
  }

  private static Map<String, Entry> entries(Node node) {
    if (!(node instanceof Mapping mapping)) {
      throw node.where().wrong(node.shown(), "a map such as {pattern: bursty, load: heavy}");
    }
    if (mapping.entries().size() > MOST) {
      throw node.where()
          .error("has %d keys; expected at most %d.".formatted(mapping.entries().size(), MOST), "");
    }
    return mapping.entries();
  }

  private static void add(Map<String, String> labels, String key, Entry entry) {
    if (!KEY.matcher(key).matches()) {
      throw entry
          .key()
          .error(
              "is not a key of labels; expected small letters, digits and dashes, 30 at most.", "");
    }
    labels.put(key, word(entry.value()));
  }

  private static String word(Node node) {
    if (node instanceof Scalar scalar && WORD.matcher(scalar.text()).matches()) {
      return scalar.text();
    }
    throw node.where().wrong(node.shown(), "a word of at most 30 letters, digits, dots and dashes");
  }
}
