package dev.migrator.core.predict;

import java.util.List;

/** Checks of arguments, with errors that name the owner, the argument and the value. */
final class Check {
  private Check() {}

  static void that(boolean holds, String owner, String what, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s: %s is %s; expected %s.".formatted(owner, what, value, expected));
    }
  }

  static void horizon(String owner, int horizon) {
    that(horizon >= 1, owner, "horizon", horizon, "at least 1 slot");
  }

  static void counts(String owner, double[] counts) {
    for (int slot = 0; slot < counts.length; slot++) {
      if (!(counts[slot] >= 0 && counts[slot] < Double.POSITIVE_INFINITY)) {
        that(
            false,
            owner,
            "slot " + slot,
            counts[slot],
            "a finite number of at least 0. Maybe a gap in the measurements was not filled");
      }
    }
  }

  static List<Double> levels(List<Double> levels) {
    double previous = 0;
    for (double level : levels) {
      that(level > previous && level < 1, "levels", "level", level, "ascending, between 0 and 1");
      previous = level;
    }
    return List.copyOf(levels);
  }
}
