package dev.migrator.app.scenario;

import dev.migrator.app.scenario.Node.Entry;
import dev.migrator.app.scenario.Node.Items;
import dev.migrator.app.scenario.Node.Mapping;
import dev.migrator.app.scenario.Node.Scalar;
import dev.migrator.app.usage.UsageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * A key of a scenario that has another value than in its file: {@code planning.replan=200s}. The
 * value is YAML; {@code tenants[*].retraining=[]} sets the key of every element of a list.
 *
 * @param key its path, keys parted by dots
 * @param value as YAML
 */
public record Setting(String key, String value) {
  private static final String EACH = "[*]";
  private static final int LONGEST = 1_000;

  /**
   * The setting that a user wrote.
   *
   * @throws UsageException if it is not of the form KEY=VALUE
   */
  public static Setting of(String text) {
    int equals = text.indexOf('=');
    if (equals < 1 || equals == text.length() - 1 || text.length() > LONGEST) {
      throw new UsageException(
          "'%s' sets nothing; expected KEY=VALUE such as planning.replan=200s.".formatted(text));
    }
    String key = text.substring(0, equals).strip();
    if (key.replace(EACH, "").contains("[")) {
      throw new UsageException(
          "%s cannot be set; expected keys parted by dots, and [*] for every element of a list, such as tenants[*].slo."
              .formatted(key));
    }
    return new Setting(key, text.substring(equals + 1).strip());
  }

  /** The document with that value. */
  Node in(Node document) {
    return set(document, List.of(key.split("\\.", -1)), parsed());
  }

  private Node parsed() {
    String source = "%s=%s".formatted(key, value);
    Node node = YamlTree.parse(source, value);
    return node instanceof Scalar scalar
        ? new Scalar(new Where(source, 1, key), scalar.kind(), scalar.text())
        : node;
  }

  private Node set(Node node, List<String> path, Node wanted) {
    return path.isEmpty() ? wanted : set(node, path.getFirst(), rest(path), wanted);
  }

  private Node set(Node node, String first, List<String> rest, Node wanted) {
    if (!(node instanceof Mapping mapping)) {
      throw wrong(node, "a map, in which '%s' is to be set".formatted(first));
    }
    if (first.endsWith(EACH)) {
      return each(mapping, first.substring(0, first.length() - EACH.length()), rest, wanted);
    }
    Node inner = inside(mapping, first).orElseGet(() -> empty(mapping, first));
    return with(mapping, first, set(inner, rest, wanted));
  }

  private Node each(Mapping mapping, String list, List<String> rest, Node wanted) {
    Node node = inside(mapping, list).orElseGet(() -> empty(mapping, list));
    if (!(node instanceof Items items)) {
      throw wrong(node, "a list, of which each element is to be changed");
    }
    List<Node> changed = new ArrayList<>();
    items.items().forEach(item -> changed.add(set(item, rest, wanted)));
    return with(mapping, list, new Items(items.where(), changed));
  }

  private static Optional<Node> inside(Mapping mapping, String key) {
    return Optional.ofNullable(mapping.entries().get(key)).map(Entry::value);
  }

  private static Node empty(Mapping around, String key) {
    Where where = around.where();
    return new Mapping(where.inside(where.line(), key), new LinkedHashMap<>());
  }

  /** What is set keeps the place of the key in the file, so that errors name both. */
  private Node with(Mapping mapping, String key, Node value) {
    SequencedMap<String, Entry> entries = new LinkedHashMap<>(mapping.entries());
    Where where = mapping.where();
    entries.put(key, new Entry(where.inside(where.line(), key), value));
    return new Mapping(where, entries);
  }

  private UsageException wrong(Node node, String expected) {
    return node.where().wrong(node.shown(), expected, "Set by %s=%s.".formatted(key, value));
  }

  private static List<String> rest(List<String> path) {
    return path.subList(1, path.size());
  }
}
