package dev.migrator.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SimulatorSpeedTest {

  @Test
  void runsWhatItSaysItMeasures() {
    SimulatorSpeed.Result result = SimulatorSpeed.measure(8, 2.0, 3);

    assertThat(result.requests()).isEqualTo(2 * 3 * 1_600);
    // Half of a load of 2 can be answered; at most the last batch of a slot is missing.
    assertThat(result.withinSlo()).isBetween(2L * 3 * 780, 2L * 3 * 808);
    assertThat(result.seconds()).isPositive();
  }
}
