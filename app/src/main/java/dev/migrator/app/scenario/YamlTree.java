package dev.migrator.app.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.migrator.app.scenario.Node.Entry;
import dev.migrator.app.scenario.Node.Kind;
import dev.migrator.app.scenario.Node.Scalar;
import dev.migrator.app.usage.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Reads one YAML document into a tree that knows its lines.
 *
 * <p>Jackson's own tree forgets where a value stood, so this follows the tokens. Nothing is
 * expanded: anchors and aliases are refused, and so are long values and deep nesting.
 */
final class YamlTree {
  /** Characters that a file may have. */
  static final int MOST_CHARACTERS = 1_000_000;

  /** Characters that a single value may have. */
  static final int LONGEST_VALUE = 4_096;

  /** Lists and maps inside each other. */
  static final int DEEPEST = 16;

  private static final YAMLFactory YAML = new YAMLFactory();

  private final String file;
  private final YAMLParser tokens;
  private int depth;

  private YamlTree(String file, YAMLParser tokens) {
    this.file = file;
    this.tokens = tokens;
  }

  /**
   * The document's root.
   *
   * @param file its name, for errors
   * @throws UsageException if it is not one YAML document within the limits, naming the line
   */
  static Node parse(String file, String text) {
    if (text.length() > MOST_CHARACTERS) {
      throw new Where(file, 1, "")
          .error(
              "has %d characters; expected at most %d.".formatted(text.length(), MOST_CHARACTERS),
              "Maybe this is not a scenario?");
    }
    try (YAMLParser tokens = YAML.createParser(text)) {
      return new YamlTree(file, tokens).document();
    } catch (JsonProcessingException e) {
      throw notYaml(file, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Node document() throws IOException {
    JsonToken first = tokens.nextToken();
    if (first == null) {
      throw new Where(file, 1, "").wrong("empty", "a map with name, gpus, windows and tenants");
    }
    Node root = node(first, new Where(file, line(), ""));
    if (tokens.nextToken() != null) {
      throw new Where(file, line(), "")
          .error("has a second document; expected one.", "Maybe one --- is too many?");
    }
    return root;
  }

  private Node node(@Nullable JsonToken token, Where where) throws IOException {
    refuseReferences(where);
    return switch (token) {
      case START_OBJECT -> mapping(where);
      case START_ARRAY -> items(where);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> scalar(where, Kind.NUMBER);
      case VALUE_TRUE, VALUE_FALSE -> scalar(where, Kind.FLAG);
      case VALUE_NULL -> scalar(where, Kind.NOTHING);
      case null, default -> scalar(where, Kind.TEXT);
    };
  }

  private Node mapping(Where where) throws IOException {
    enter(where);
    SequencedMap<String, Entry> entries = new LinkedHashMap<>();
    while (tokens.nextToken() != JsonToken.END_OBJECT) {
      String name = checked(where, tokens.currentName());
      Where key = where.inside(line(), name);
      Entry earlier = entries.get(name);
      if (earlier != null) {
        throw key.error(
            "is given twice; expected once.",
            "Maybe line %d is a leftover?".formatted(earlier.key().line()));
      }
      JsonToken value = tokens.nextToken();
      entries.put(name, new Entry(key, node(value, key.at(line(), key.key()))));
    }
    depth--;
    return new Node.Mapping(where, entries);
  }

  private Node items(Where where) throws IOException {
    enter(where);
    List<Node> items = new ArrayList<>();
    for (JsonToken next = tokens.nextToken();
        next != JsonToken.END_ARRAY;
        next = tokens.nextToken()) {
      items.add(node(next, where.at(line(), "%s[%d]".formatted(where.key(), items.size()))));
    }
    depth--;
    return new Node.Items(where, items);
  }

  private Scalar scalar(Where where, Kind kind) throws IOException {
    String text = tokens.getText();
    return new Scalar(where, kind, text == null ? "" : checked(where, text));
  }

  private static String checked(Where where, String text) {
    if (text.length() > LONGEST_VALUE) {
      throw where.error(
          "holds %d characters; expected at most %d.".formatted(text.length(), LONGEST_VALUE), "");
    }
    return text;
  }

  private void enter(Where where) {
    if (++depth > DEEPEST) {
      throw where.error("is nested too deeply; expected at most %d levels.".formatted(DEEPEST), "");
    }
  }

  /** A few lines of references can stand for gigabytes, and no scenario needs them. */
  @SuppressWarnings("deprecation")
  private void refuseReferences(Where where) throws IOException {
    if (tokens.isCurrentAlias() || tokens.getObjectId() != null) {
      throw where.error(
          "uses a YAML anchor or alias; expected plain values.", "Maybe write the value out?");
    }
  }

  private int line() {
    return tokens.currentTokenLocation().getLineNr();
  }

  private static UsageException notYaml(String file, JsonProcessingException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
        int line = marked.getProblemMark().getLine() + 1;
        return notYaml(file, line, String.valueOf(marked.getProblem()), e);
      }
    }
    int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
    return notYaml(file, line, e.getOriginalMessage().lines().findFirst().orElse(""), e);
  }

  private static UsageException notYaml(String file, int line, String problem, Exception e) {
    return new Where(file, line, "").error("is not valid YAML: %s.".formatted(problem), e);
  }
}
