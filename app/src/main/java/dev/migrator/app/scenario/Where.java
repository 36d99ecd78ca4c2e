package dev.migrator.app.scenario;

import dev.migrator.app.usage.UsageException;

/**
 * A place in a scenario file, for errors.
 *
 * @param file the file's name as the user gave it
 * @param line from 1
 * @param key full path of the key, {@code tenants[1].slo}; empty for the whole document
 */
record Where(String file, int line, String key) {
  private static final int MOST_SHOWN = 60;

  /** What stands here is not what it should be. {@code maybe} is empty or a sentence. */
  UsageException wrong(String value, String expected, String maybe) {
    return error("is %s; expected %s.".formatted(shortened(value), expected), maybe);
  }

  UsageException wrong(String value, String expected) {
    return wrong(value, expected, "");
  }

  /** Any error here; what is said follows the key. */
  UsageException error(String said, String maybe) {
    return new UsageException(said(said, maybe));
  }

  UsageException error(String said, Throwable cause) {
    return new UsageException(said(said, ""), cause);
  }

  /** The place and what is to be said of it. */
  String said(String said, String maybe) {
    String subject = key.isEmpty() ? "the scenario" : key;
    return "%s:%d: %s %s%s"
        .formatted(file, line, subject, said, maybe.isEmpty() ? "" : " " + maybe);
  }

  Where at(int otherLine, String otherKey) {
    return new Where(file, otherLine, otherKey);
  }

  /** The place of a key inside this one. */
  Where inside(int otherLine, String child) {
    return at(otherLine, key.isEmpty() ? child : key + "." + child);
  }

  private static String shortened(String value) {
    return value.length() <= MOST_SHOWN ? value : value.substring(0, MOST_SHOWN) + "…";
  }
}
