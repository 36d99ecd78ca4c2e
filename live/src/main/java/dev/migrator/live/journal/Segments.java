package dev.migrator.live.journal;

import java.io.IOException;

/** How segments are named: by the sequence number of their first entry. */
final class Segments {
  private static final String SUFFIX = ".journal";
  private static final int DIGITS = 19;

  private Segments() {}

  static String name(long first) {
    return ("%0" + DIGITS + "d").formatted(first) + SUFFIX;
  }

  static long first(String name) throws IOException {
    try {
      return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
    } catch (NumberFormatException e) {
      throw new IOException(
          "journal: segment '%s'; expected a number and %s.".formatted(name, SUFFIX), e);
    }
  }
}
