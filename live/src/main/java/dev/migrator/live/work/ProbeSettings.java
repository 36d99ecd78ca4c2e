package dev.migrator.live.work;

import java.time.Duration;

/**
 * How retrainings are tried out before a window is planned.
 *
 * @param examples of the sample
 * @param epochs of the trial, at least 2: the first is slower than the others
 * @param limit time that one trial may take
 */
public record ProbeSettings(int examples, int epochs, Duration limit) {
  public ProbeSettings {
    if (epochs < 2) {
      throw new IllegalArgumentException(
          "probes: epochs is %d; expected at least 2.".formatted(epochs));
    }
  }
}
