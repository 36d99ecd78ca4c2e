package dev.migrator.catalog;

import static java.util.stream.Collectors.joining;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The known name that someone who wrote an unknown one may have meant. */
public final class Nearest {
  private static final int MOST_EDITS = 3;

  private Nearest() {}

  /** An error that lists what is known and suggests the nearest. */
  static IllegalArgumentException unknown(String what, String given, Collection<String> known) {
    return new IllegalArgumentException(
        "%s: %s is not known; expected one of %s.%s"
            .formatted(
                what, given, known.stream().collect(joining(", ")), suggestion(given, known)));
  }

  /** {@code " Maybe resnet50 was meant."}, or nothing if no name is near. */
  static String suggestion(String given, Collection<String> known) {
    return to(given, known).map(" Maybe %s was meant."::formatted).orElse("");
  }

  /**
   * The name that begins like the given one, else the one with the fewest edits, if they are few;
   * case does not count.
   */
  public static Optional<String> to(String given, Collection<String> known) {
    String wanted = given.toLowerCase(Locale.ROOT);
    Comparator<String> order = Comparator.comparingInt(name -> distance(wanted, name));
    return known.stream().min(order).filter(name -> distance(wanted, name) <= MOST_EDITS);
  }

  private static int distance(String wanted, String name) {
    String candidate = name.toLowerCase(Locale.ROOT);
    boolean begins = wanted.length() >= 2 && candidate.startsWith(wanted);
    return begins ? 0 : edits(wanted, candidate);
  }

  /** Levenshtein's distance, row by row. */
  private static int edits(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
