package dev.migrator.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.app.scenario.LoadedScenario;
import org.junit.jupiter.api.Test;

class ReplanSpeedTest {

  @Test
  void measuresARunInWhichEachSlotIsPlannedAnew() {
    LoadedScenario scenario = ReplanSpeed.generated(2, 2, 20);

    ReplanSpeed.Result result = ReplanSpeed.measure(scenario, "1s", 5, "clairvoyant", 5e-4);

    assertThat(result.first().count()).isEqualTo(2);
    assertThat(result.again().count()).isEqualTo(2 * 19);
    assertThat(result.again().max()).isGreaterThanOrEqualTo(result.again().p50());
    assertThat(result.scorecard().goodput()).isPositive();
  }

  @Test
  void makesNoPlanWithinAWindowUnlessAskedTo() {
    LoadedScenario scenario = ReplanSpeed.generated(2, 2, 20);

    assertThat(ReplanSpeed.measure(scenario, "window", 0, "clairvoyant", 5e-4).again().count())
        .isZero();
  }
}
