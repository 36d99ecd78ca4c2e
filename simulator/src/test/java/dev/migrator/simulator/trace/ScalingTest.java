package dev.migrator.simulator.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScalingTest {
  private final int[] counts = Bursty.reaching(50, 3, 10).counts(20_000, 1);

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.5, 1.3, 4, 7.25})
  void multipliesTheMean(double factor) {
    double total = Arrays.stream(counts).asLongStream().sum();
    double scaled = Arrays.stream(Scaling.scaled(counts, factor, 5)).asLongStream().sum();

    double remainder = factor - Math.floor(factor);
    double deviation = Math.sqrt(total * remainder * (1 - remainder));
    assertThat(scaled).isCloseTo(factor * total, within(4 * deviation + 1e-6));
  }

  @Test
  void wholeFactorsAreExact() {
    assertThat(Scaling.scaled(new int[] {0, 1, 5}, 3, 9)).containsExactly(0, 3, 15);
    assertThat(Scaling.scaled(new int[] {0, 1, 5}, 1, 9)).containsExactly(0, 1, 5);
    assertThat(Scaling.scaled(new int[] {0, 1, 5}, 0, 9)).containsExactly(0, 0, 0);
  }

  @Test
  void keepsBurstiness() {
    double before = TraceStatistics.of(counts).peakToMean();

    assertThat(TraceStatistics.of(Scaling.scaled(counts, 4.4, 5)).peakToMean())
        .isCloseTo(before, within(0.05 * before));
  }

  @Test
  void thinnedPoissonArrivalsArePoisson() {
    int[] poisson = new Steady(100).counts(50_000, 3);

    assertThat(TraceStatistics.of(Scaling.scaled(poisson, 0.3, 4)).dispersion())
        .isCloseTo(1, within(0.03));
  }

  @Test
  void isTheSameForTheSameSeedOnly() {
    assertThat(Scaling.scaled(counts, 1.5, 1))
        .isEqualTo(Scaling.scaled(counts, 1.5, 1))
        .isNotEqualTo(Scaling.scaled(counts, 1.5, 2));
  }

  @Test
  void refusesImpossibleFactorsAndCounts() {
    assertThatThrownBy(() -> Scaling.scaled(counts, -1, 1))
        .hasMessage("scaling: factor is -1.0; expected a number from 0.0 to 1000000.0.");
    assertThatThrownBy(() -> Scaling.scaled(counts, Double.NaN, 1))
        .hasMessageContaining("factor is NaN");
    assertThatThrownBy(() -> Scaling.scaled(new int[] {0, 2_000_000_000}, 2, 1))
        .hasMessage(
            "scaling: count of second 1 is 4000000000; expected at most 2147483647. Maybe a smaller"
                + " factor.");
  }
}
