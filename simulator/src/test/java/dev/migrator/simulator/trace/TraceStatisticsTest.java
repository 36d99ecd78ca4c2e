package dev.migrator.simulator.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TraceStatisticsTest {
  @Test
  void measuresAShortTraceAsOneWindow() {
    TraceStatistics statistics = TraceStatistics.of(new int[] {2, 0, 0, 6, 2});

    assertThat(statistics.seconds()).isEqualTo(5);
    assertThat(statistics.total()).isEqualTo(10);
    assertThat(statistics.mean()).isEqualTo(2);
    assertThat(statistics.maximum()).isEqualTo(6);
    assertThat(statistics.peakToMean()).isEqualTo(3);
    assertThat(statistics.peakToMeanP95()).isEqualTo(3);
    assertThat(statistics.dispersion()).isCloseTo(24.0 / 5 / 2, within(1e-12));
    assertThat(statistics.dispersionWithin()).isCloseTo(2.4, within(1e-12));
    assertThat(statistics.longestZeros()).isEqualTo(2);
    // Deviations 0, -2, -2, 4, 0: products at lag 1 are 0 + 4 - 8 + 0, over 24.
    assertThat(statistics.correlation1()).isCloseTo(-4.0 / 24, within(1e-12));
  }

  @Test
  void leavesSilentWindowsAndTheUnfinishedOneOut() {
    int[] counts = new int[650];
    counts[10] = 4;
    counts[20] = 4;
    counts[400] = 1;
    counts[649] = 9;

    TraceStatistics statistics = TraceStatistics.of(counts);

    // Windows: 4 over 8/200, nothing, 1 over 1/200.
    assertThat(statistics.peakToMean()).isCloseTo((100 + 200) / 2.0, within(1e-9));
    assertThat(statistics.peakToMeanP95()).isCloseTo(200, within(1e-9));
    assertThat(statistics.longestZeros()).isEqualTo(379);
  }

  @Test
  void agreesWithTheDefinitionOfAutocorrelation() {
    SplittableRandom random = new SplittableRandom(3);
    int[] counts = random.ints(500, 0, 40).map(i -> i + (i % 2) * 10).toArray();

    TraceStatistics statistics = TraceStatistics.of(counts);

    assertThat(statistics.correlation1()).isCloseTo(correlation(counts, 1), within(1e-9));
    assertThat(statistics.correlation10()).isCloseTo(correlation(counts, 10), within(1e-9));
    assertThat(statistics.correlation60()).isCloseTo(correlation(counts, 60), within(1e-9));
  }

  @Test
  void isZeroWhereNothingIsDefined() {
    TraceStatistics silent = TraceStatistics.of(new int[300]);

    assertThat(silent).isEqualTo(new TraceStatistics(300, 0, 0, 0, 0, 0, 0, 0, 300, 0, 0, 0));
    assertThat(TraceStatistics.of(new int[] {5, 5}).correlation1()).isZero();
  }

  private static double correlation(int[] counts, int lag) {
    double mean = java.util.Arrays.stream(counts).average().orElseThrow();
    double products = 0;
    double squares = 0;
    for (int i = 0; i < counts.length; i++) {
      squares += (counts[i] - mean) * (counts[i] - mean);
      products += i + lag < counts.length ? (counts[i] - mean) * (counts[i + lag] - mean) : 0;
    }
    return products / squares;
  }
}
