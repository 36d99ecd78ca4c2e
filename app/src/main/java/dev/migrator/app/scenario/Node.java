package dev.migrator.app.scenario;

import java.util.List;
import java.util.SequencedMap;

/** A piece of a YAML document that knows where it stands. */
sealed interface Node {

  Where where();

  /** What it is, for errors. */
  String shown();

  /**
   * A single value.
   *
   * @param kind how YAML reads it
   * @param text as it is written, without quotes
   */
  record Scalar(Where where, Kind kind, String text) implements Node {
    @Override
    public String shown() {
      return switch (kind) {
        case NUMBER, FLAG -> text;
        case NOTHING -> "empty";
        case TEXT -> "'" + text + "'";
      };
    }
  }

  /** A list. */
  record Items(Where where, List<Node> items) implements Node {
    @Override
    public String shown() {
      return "a list";
    }
  }

  /** A map, in the order of the file. */
  record Mapping(Where where, SequencedMap<String, Entry> entries) implements Node {
    @Override
    public String shown() {
      return "a map";
    }
  }

  /**
   * A value and the place of its key.
   *
   * @param key where the key stands
   * @param value what stands behind it
   */
  record Entry(Where key, Node value) {}

  /** How YAML reads a single value. */
  enum Kind {
    TEXT,
    NUMBER,
    FLAG,
    NOTHING
  }
}
