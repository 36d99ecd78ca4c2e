package dev.migrator.simulator.trace;

/** Checks of what a caller asks for, with errors that name the owner, the value and the need. */
final class Wanted {
  private Wanted() {}

  static void atLeast(long least, String owner, String what, long value) {
    that(value >= least, owner, what, value, "at least " + least);
  }

  static void atMost(long most, String owner, String what, long value) {
    that(value <= most, owner, what, value, "at most " + most);
  }

  static void within(double least, double most, String owner, String what, double value) {
    that(
        value >= least && value <= most,
        owner,
        what,
        value,
        "a number from %s to %s".formatted(least, most));
  }

  private static void that(
      boolean holds, String owner, String what, Object value, String expected) {
    if (!holds) {
      throw new TraceException(
          "%s: %s is %s; expected %s.".formatted(owner, what, value, expected));
    }
  }
}
