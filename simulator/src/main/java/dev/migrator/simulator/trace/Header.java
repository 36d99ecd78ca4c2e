package dev.migrator.simulator.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The column names in a file's first line.
 *
 * @param where the line, for errors
 * @param columns their names, in order
 */
record Header(String where, List<String> columns) {
  private static final int MOST_SHOWN = 12;
  private static final int LONGEST_SHOWN = 40;

  static Header of(Lines lines) {
    if (!lines.advance()) {
      throw lines.empty();
    }
    List<String> columns = new ArrayList<>();
    lines.firstField();
    do {
      columns.add(lines.fieldText().strip());
    } while (lines.nextField());
    return new Header(lines.where(), columns);
  }

  /** Where the column of that name is, from 0 on, upper and lower case being the same. */
  int indexOf(String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).equalsIgnoreCase(name)) {
        return i;
      }
    }
    throw missing(name);
  }

  TraceException missing(String name) {
    return new TraceException(
        "%s: there is no column %s; expected it among the columns, which are %s. Maybe the file has another format, or no header."
            .formatted(where, name, shown()));
  }

  /** What may be anything, as a terminal can show it. */
  private static String shown(String column) {
    String plain = column.replaceAll("\\p{Cntrl}|[^\\p{Print}\\p{L}]", "?");
    return plain.length() > LONGEST_SHOWN ? plain.substring(0, LONGEST_SHOWN) + "..." : plain;
  }

  private String shown() {
    String first =
        columns.stream().limit(MOST_SHOWN).map(Header::shown).collect(Collectors.joining(", "));
    return columns.size() > MOST_SHOWN ? first + ", ..." : first;
  }
}
