package dev.migrator.gateway.line;

/** Checks of record components, with errors that name the owner, the component and the value. */
final class Check {
  private Check() {}

  static void that(boolean holds, String owner, String what, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s: %s is %s; expected %s.".formatted(owner, what, value, expected));
    }
  }
}
