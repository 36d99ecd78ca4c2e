package dev.migrator.core.model;

/** Checks of record components, with errors that name the owner, the component and the value. */
final class Require {
  private Require() {}

  static void positive(String owner, String what, double value) {
    that(value > 0, owner, what, value, "a number above 0");
  }

  static void notNegative(String owner, String what, double value) {
    that(
        value >= 0 && value < Double.POSITIVE_INFINITY,
        owner,
        what,
        value,
        "a number of at least 0");
  }

  static void fraction(String owner, String what, double value) {
    that(value >= 0 && value <= 1, owner, what, value, "a number from 0 to 1");
  }

  static void that(boolean holds, String owner, String what, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s: %s is %s; expected %s.".formatted(owner, what, value, expected));
    }
  }
}
