package dev.migrator.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The files that come with the catalog. */
final class Resources {
  private Resources() {}

  static String text(String name) {
    try (InputStream stream =
        Objects.requireNonNull(Resources.class.getResourceAsStream(name), name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name + ": could not be read.", e);
    }
  }

  /** The cells of a CSV without quotes, header checked and left out. */
  static List<List<String>> rows(String name, String header) {
    return rows(name, header, text(name));
  }

  static List<List<String>> rows(String name, String header, String text) {
    List<String> lines = text.lines().toList();
    if (!lines.getFirst().equals(header)) {
      throw new IllegalArgumentException(
          "%s: header is %s; expected %s.".formatted(name, lines.getFirst(), header));
    }
    int columns = header.split(",").length;
    return lines.stream().skip(1).map(line -> cells(name, line, columns)).toList();
  }

  private static List<String> cells(String name, String line, int columns) {
    List<String> cells = List.of(line.split(",", -1));
    if (cells.size() != columns) {
      throw new IllegalArgumentException(
          "%s: row %s has %d cells; expected %d.".formatted(name, line, cells.size(), columns));
    }
    return cells;
  }
}
