package dev.migrator.app.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** A table as text: aligned columns, those of numbers to the right. */
public final class Table {
  private static final String BETWEEN = "  ";
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?[0-9][0-9,.]*([eE][-+]?[0-9]+)?\\s?%?");

  private final List<List<String>> rows = new ArrayList<>();

  /** A table with these column names. */
  public Table(String... header) {
    rows.add(List.of(header));
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException if it has not as many cells as the header
   */
  public Table row(Object... cells) {
    if (cells.length != rows.getFirst().size()) {
      throw new IllegalArgumentException(
          "table: row %s has %d cells; expected %d."
              .formatted(Arrays.toString(cells), cells.length, rows.getFirst().size()));
    }
    rows.add(Arrays.stream(cells).map(Object::toString).toList());
    return this;
  }

  /** The table, each line with its line break. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        line.append(column == 0 ? "" : BETWEEN).append(aligned(row.get(column), column));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private String aligned(String cell, int column) {
    String padding = " ".repeat(width(column) - cell.length());
    return isNumeric(column) ? padding + cell : cell + padding;
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }

  /** A cell that is empty or a dash does not decide. */
  private boolean isNumeric(int column) {
    return rows.stream()
        .skip(1)
        .map(row -> row.get(column))
        .filter(cell -> !cell.isEmpty() && !cell.equals("-"))
        .allMatch(cell -> NUMBER.matcher(cell).matches());
  }
}
