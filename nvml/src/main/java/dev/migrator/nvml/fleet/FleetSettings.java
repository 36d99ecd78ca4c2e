package dev.migrator.nvml.fleet;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How a fleet of real GPUs behaves.
 *
 * @param state the folder of locks and records
 * @param gpus indices of the GPUs, the fleet's number 0 first; empty: all in MIG mode
 * @param poll how often the driver is asked what exists
 * @param callLimit after which a call counts as hung
 * @param tries of a change before it is given up or, when destroying, tried rarely
 * @param firstDelay before the second try; each next one is five times as long
 * @param rareDelay between tries to destroy what is held
 * @param drainLimit after which an instance with processes counts as held
 */
public record FleetSettings(
    Path state,
    List<Integer> gpus,
    Duration poll,
    Duration callLimit,
    int tries,
    Duration firstDelay,
    Duration rareDelay,
    Duration drainLimit) {

  public FleetSettings {
    gpus = List.copyOf(gpus);
  }

  /**
   * What is usual: a poll every 2 s, calls hang after 10 s, five tries within 8 s.
   *
   * @param gpus indices; empty: all in MIG mode
   */
  public static FleetSettings usual(Path state, List<Integer> gpus) {
    return new FleetSettings(
        state,
        gpus,
        Duration.ofSeconds(2),
        Duration.ofSeconds(10),
        5,
        Duration.ofMillis(50),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60));
  }
}
