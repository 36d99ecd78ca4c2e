package dev.migrator.live.history;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a history.
 *
 * @param columns their names, as in the file
 * @param rows oldest first; a value is a number, a text, or null where nothing is known
 * @param isCut whether there are more, older ones
 */
public record HistoryTable(List<String> columns, List<List<@Nullable Object>> rows, boolean isCut) {
  public HistoryTable {
    columns = List.copyOf(columns);
    rows = Collections.unmodifiableList(new ArrayList<>(rows));
  }
}
