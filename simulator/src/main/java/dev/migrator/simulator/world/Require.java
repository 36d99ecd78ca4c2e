package dev.migrator.simulator.world;

/** Checks of settings and of steps, with errors that say what was expected. */
final class Require {
  private Require() {}

  /** Checks a value that was handed in. */
  static void value(boolean holds, String owner, String what, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s: %s is %s; expected %s.".formatted(owner, what, value, expected));
    }
  }

  /** Checks that a step may be applied now; if not, whoever made the step is wrong. */
  static void step(boolean holds, Object step, String reason) {
    if (!holds) {
      throw illegal(step, reason);
    }
  }

  static IllegalStateException illegal(Object step, String reason) {
    return new IllegalStateException("%s cannot be applied: %s".formatted(step, reason));
  }
}
