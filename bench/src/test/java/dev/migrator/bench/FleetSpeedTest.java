package dev.migrator.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.plan.fleet.FleetPlanner;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FleetSpeedTest {

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void measuresPlansOfSeveralGpusAndDrawsThem(boolean mixed) {
    FleetSpeed.Result result = FleetSpeed.measure(2, 4, 60, mixed, 1, new FleetPlanner());

    assertThat(result.value()).isPositive().isLessThanOrEqualTo(result.bound());
    assertThat(result.gap()).isLessThan(0.1);
    assertThat(FleetPicture.of(List.of(result))).contains("<polyline", "Gap to the proven bound");
  }
}
