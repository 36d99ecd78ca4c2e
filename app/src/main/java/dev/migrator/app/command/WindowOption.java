package dev.migrator.app.command;

import dev.migrator.app.usage.UsageException;

/** The option that says which window of a scenario is meant. */
final class WindowOption {
  private WindowOption() {}

  /**
   * Checks the number of a window.
   *
   * @throws UsageException if the scenario has no such window
   */
  static void require(int window, int windows) {
    if (window < 0 || window >= windows) {
      throw new UsageException(
          "--window: %d; expected a number from 0 to %d.%s"
              .formatted(
                  window,
                  windows - 1,
                  window == windows ? " Maybe %d, the last one?".formatted(windows - 1) : ""));
    }
  }
}
