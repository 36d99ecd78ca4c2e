package dev.migrator.simulator.trace;

import java.util.ArrayList;
import java.util.List;

/**
 * The column names in a file's first line.
 *
 * @param where the line, for errors
 * @param columns their names, in order
 */
record Header(String where, List<String> columns) {
  private static final int MOST_SHOWN = 12;

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

  private String shown() {
    String first = String.join(", ", columns.subList(0, Math.min(MOST_SHOWN, columns.size())));
    return columns.size() > MOST_SHOWN ? first + ", ..." : first;
  }
}
