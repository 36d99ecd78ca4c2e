package dev.migrator.app.scenario;

import dev.migrator.app.scenario.Node.Entry;
import dev.migrator.app.scenario.Node.Mapping;
import dev.migrator.app.usage.UsageException;
import dev.migrator.catalog.Nearest;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A map of a scenario, read strictly: it has no keys but the known ones. */
final class Fields {
  private final Mapping mapping;

  private Fields(Mapping mapping) {
    this.mapping = mapping;
  }

  /**
   * The keys of that node.
   *
   * @throws UsageException if it is no map, or has a key that is not known
   */
  static Fields of(Node node, String... known) {
    List<String> expected = List.of(known);
    if (!(node instanceof Mapping mapping)) {
      throw node.where().wrong(node.shown(), "a map with the keys " + String.join(", ", expected));
    }
    mapping.entries().forEach((name, entry) -> requireKnown(mapping, name, entry, expected));
    return new Fields(mapping);
  }

  Where where() {
    return mapping.where();
  }

  /** Where that key's value stands; where it should stand if it is missing. */
  Where where(String key) {
    Entry entry = mapping.entries().get(key);
    return entry == null ? where().inside(where().line(), key) : entry.value().where();
  }

  boolean has(String key) {
    return mapping.entries().containsKey(key);
  }

  <T> T required(String key, Value<T> value) {
    return value.of(required(key, value.expected()));
  }

  <T> Optional<T> optional(String key, Value<T> value) {
    return node(key).map(value::of);
  }

  Node required(String key, String expected) {
    return node(key).orElseThrow(() -> where(key).wrong("missing", expected));
  }

  Optional<Node> node(String key) {
    return Optional.ofNullable(mapping.entries().get(key)).map(Entry::value);
  }

  /** The map behind a key, and an empty one if there is none. */
  Fields inside(String key, String... known) {
    return node(key)
        .map(node -> of(node, known))
        .orElseGet(() -> new Fields(new Mapping(where(key), new java.util.LinkedHashMap<>())));
  }

  /** The elements of a list, each read by itself. */
  static <T> List<T> elements(Node node, String expected, Function<Node, T> element) {
    if (!(node instanceof Node.Items list)) {
      throw node.where().wrong(node.shown(), expected);
    }
    return list.items().stream().map(element).toList();
  }

  /** The error that a name is not among those known. */
  static UsageException unknown(Where where, String name, String what, List<String> known) {
    String maybe = Nearest.to(name, known).map("Maybe `%s`?"::formatted).orElse("");
    return where.wrong("'" + name + "'", what + ": one of " + String.join(", ", known), maybe);
  }

  private static void requireKnown(
      Mapping mapping, String name, Entry entry, List<String> expected) {
    if (!expected.contains(name)) {
      Where where = mapping.where();
      String maybe =
          Nearest.to(name, expected)
              .map(near -> "Maybe `%s`?".formatted(where.inside(0, near).key()))
              .orElse("");
      throw entry
          .key()
          .error("is not known; expected one of %s.".formatted(String.join(", ", expected)), maybe);
    }
  }
}
