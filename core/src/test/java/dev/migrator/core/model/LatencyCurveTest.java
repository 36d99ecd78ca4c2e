package dev.migrator.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencyCurveTest {
  private static final LatencyCurve CURVE = curve(1, 10, 2, 12, 4, 20, 8, 48);

  @Test
  void asManyTimesSlowerItServesWithWhatThenFits() {
    LatencyCurve curve =
        new LatencyCurve(List.of(new BatchChoice(1, 10_000_000), new BatchChoice(8, 40_000_000)));
    assertThat(curve.bestWithin(Duration.ofMillis(100)).orElseThrow().batch()).isEqualTo(8);
    assertThat(curve.slowed(1.5).bestWithin(Duration.ofMillis(100)))
        .hasValue(new BatchChoice(1, 15_000_000));
  }

  @Test
  void answersMeasuredBatchesAsMeasured() {
    assertThat(CURVE.latencyNanos(1)).isEqualTo(10_000_000);
    assertThat(CURVE.latencyNanos(8)).isEqualTo(48_000_000);
  }

  @Test
  void interpolatesLinearlyBetweenMeasuredBatches() {
    assertThat(CURVE.latencyNanos(3)).isEqualTo(16_000_000);
    assertThat(CURVE.latencyNanos(5)).isEqualTo(27_000_000);
  }

  @Test
  void takesTheSmallestMeasuredLatencyBelowTheSmallestMeasuredBatch() {
    assertThat(curve(4, 20, 8, 30).latencyNanos(1)).isEqualTo(20_000_000);
  }

  @Test
  void refusesBatchesThatWereNotMeasured() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CURVE.latencyNanos(9))
        .withMessage("latency curve: batch is 9; expected from 1 to 8, the largest measured.");
    assertThatIllegalArgumentException().isThrownBy(() -> CURVE.latencyNanos(0));
  }

  @Test
  void picksTheHighestRateOfWhichTwoBatchesFitTheSlo() {
    // Rates: 100, 167, 200, 167 per second; batch 8 would need 96 ms, and is slower than 4 anyway.
    assertThat(CURVE.bestWithin(Duration.ofMillis(40))).hasValue(choice(4, 20));
    assertThat(CURVE.bestWithin(Duration.ofMillis(200))).hasValue(choice(4, 20));
    assertThat(choice(4, 20).perSecond()).isEqualTo(200.0);
  }

  @Test
  void leavesRoomForTheBatchThatRunsBefore() {
    assertThat(CURVE.bestWithin(Duration.ofNanos(39_999_999))).hasValue(choice(2, 12));
    assertThat(CURVE.bestWithin(Duration.ofMillis(20))).hasValue(choice(1, 10));
  }

  @Test
  void promisesNothingWhenOnlyALoneRequestWouldBeInTime() {
    assertThat(CURVE.bestWithin(Duration.ofMillis(15))).isEmpty();
    assertThat(CURVE.bestWithin(Duration.ZERO)).isEmpty();
  }

  @Test
  void prefersTheSmallerOfBatchesWithEqualRates() {
    assertThat(curve(1, 5, 2, 10).bestWithin(Duration.ofSeconds(1))).hasValue(choice(1, 5));
  }

  @Test
  void noSmallerBatchBeatsTheChosenOneOnAnyCurve() {
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      LatencyCurve curve = randomCurve(random);
      Duration slo = Duration.ofNanos(random.nextLong(1, 200_000_000));
      BatchChoice best = curve.bestWithin(slo).orElse(null);
      for (int n = 1; best != null && n <= best.batch(); n++) {
        double rate = n * 1e9 / curve.latencyNanos(n);
        // Interpolated latencies are rounded to whole nanoseconds.
        assertThat(rate).as("seed %d, batch %d", seed, n).isLessThan(best.perSecond() + 1e-3);
      }
    }
  }

  @Test
  void refusesCurvesThatAreEmptyOrOutOfOrder() {
    assertThatIllegalArgumentException().isThrownBy(() -> new LatencyCurve(List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> curve(2, 5, 2, 6))
        .withMessage("latency curve: batch is 2; expected more than 2.");
  }

  private static LatencyCurve randomCurve(Random random) {
    List<BatchChoice> points = new ArrayList<>();
    for (int batch = 1 + random.nextInt(3); batch < 100; batch += 1 + random.nextInt(40)) {
      points.add(new BatchChoice(batch, random.nextLong(1_000_000, 100_000_000)));
    }
    return new LatencyCurve(points);
  }

  private static LatencyCurve curve(int... batchesAndMillis) {
    List<BatchChoice> points = new ArrayList<>();
    for (int i = 0; i < batchesAndMillis.length; i += 2) {
      points.add(choice(batchesAndMillis[i], batchesAndMillis[i + 1]));
    }
    return new LatencyCurve(points);
  }

  private static BatchChoice choice(int batch, int millis) {
    return new BatchChoice(batch, millis * 1_000_000L);
  }
}
