package dev.migrator.app.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Means and intervals against numbers counted by hand. */
class GeometricMeanTest {
  @Test
  void ofOneAndFourIsTwoWithAnIntervalOfOneDegreeOfFreedom() {
    GeometricMean mean = GeometricMean.of(List.of(1.0, 4.0));

    assertThat(mean.mean()).isCloseTo(2, within(1e-12));
    // t(0.975, 1) = 12.7062, s / √2 = ln 4 / 2 = 0.693147: e^8.80728 = 6682.7.
    assertThat(mean.high()).isCloseTo(2 * 6_682.7, within(3.0));
    assertThat(mean.low()).isCloseTo(2 / 6_682.7, within(1e-6));
    assertThat(mean.samples()).isEqualTo(2);
  }

  @Test
  void ofThreePowersOfTenHasTheTableValueOfTwoDegreesOfFreedom() {
    GeometricMean mean = GeometricMean.of(List.of(0.1, 1.0, 10.0));

    assertThat(mean.mean()).isCloseTo(1, within(1e-12));
    // s = ln 10, t(0.975, 2) = 4.30265: half = 4.30265 * 2.302585 / √3 = 5.71993.
    assertThat(mean.high()).isCloseTo(Math.exp(5.71993), within(0.01));
    assertThat(mean.low()).isCloseTo(Math.exp(-5.71993), within(1e-6));
  }

  @Test
  void ofEqualRatiosHasAnIntervalWithoutWidth() {
    GeometricMean mean = GeometricMean.of(List.of(0.9, 0.9, 0.9));

    assertThat(mean.mean()).isCloseTo(0.9, within(1e-12));
    assertThat(mean.low()).isCloseTo(0.9, within(1e-9));
    assertThat(mean.high()).isCloseTo(0.9, within(1e-9));
  }

  @Test
  void ofOneRatioHasNoInterval() {
    assertThat(GeometricMean.of(List.of(0.5)).low()).isNull();
    assertThat(GeometricMean.of(List.of(0.5)).mean()).isEqualTo(0.5);
  }

  @Test
  void ofNothingIsNothing() {
    assertThat(GeometricMean.of(List.of()).mean()).isNull();
  }

  @Test
  void withAZeroIsZeroAndHasNoInterval() {
    GeometricMean mean = GeometricMean.of(List.of(0.0, 1.0));

    assertThat(mean.mean()).isZero();
    assertThat(mean.high()).isNull();
  }
}
