package dev.migrator.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryCostTest {
  @TempDir private Path folder;

  @Test
  void keepsWhatItMeasures() throws Exception {
    List<HistoryCost.Cost> costs =
        HistoryCost.measure(folder.resolve("history.db"), List.of(300L, 500L));
    assertThat(costs).extracting(HistoryCost.Cost::slots).containsExactly(300L, 500L);
    assertThat(costs.getLast().kept()).isEqualTo(500);
    assertThat(costs.getLast().dropped()).isZero();
    assertThat(costs.getLast().bytes()).isPositive();
    assertThat(costs.getLast().handedMicros()).isPositive();
    assertThat(ChronicleCost.micros(3, 100)).isPositive();
  }
}
