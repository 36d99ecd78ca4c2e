package dev.migrator.simulator.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GeneratorFitTest {
  @Test
  void findsTheGeneratorThatMadeTheTrace() {
    TraceStatistics bursty = TraceStatistics.of(new Bursty(40, 0.6, 10).counts(20_000, 77));
    TraceStatistics crowds = TraceStatistics.of(new FlashCrowd(40, 15, 900).counts(40_000, 77));

    GeneratorFit ofBursty = GeneratorFit.fit(bursty).getFirst();
    GeneratorFit ofCrowds = GeneratorFit.fit(crowds).getFirst();

    assertThat(ofBursty.generator()).isInstanceOf(Bursty.class);
    assertThat(ofBursty.generator().parameters().get("sigma")).isCloseTo(0.6, within(0.06));
    assertThat(ofBursty.generator().parameters().get("memory")).isEqualTo(10);
    assertThat(ofCrowds.generator()).isInstanceOf(FlashCrowd.class);
    assertThat(ofCrowds.generator().parameters().get("period")).isEqualTo(900);
  }

  @Test
  void meetsMeanAndPeakToMean() {
    TraceStatistics real = TraceStatistics.of(Lifelike.AZURE_CODE.counts(20_000, 5));

    GeneratorFit fit =
        GeneratorFit.fit(real).stream()
            .filter(f -> f.generator() instanceof Bursty)
            .findFirst()
            .orElseThrow();

    assertThat(fit.shown().mean()).isCloseTo(real.mean(), within(0.02 * real.mean()));
    assertThat(fit.shown().peakToMean())
        .isCloseTo(real.peakToMean(), within(0.1 * real.peakToMean()));
  }

  @Test
  void answersForEveryGeneratorNearestFirstAndAlwaysTheSame() {
    TraceStatistics real = TraceStatistics.of(new Steady(8).counts(5_000, 1));

    assertThat(GeneratorFit.fit(real))
        .hasSize(4)
        .isSortedAccordingTo((a, b) -> Double.compare(a.distance(), b.distance()))
        .isEqualTo(GeneratorFit.fit(real));
  }

  @Test
  void refusesATraceWithoutArrivals() {
    assertThatThrownBy(() -> GeneratorFit.fit(TraceStatistics.of(new int[500])))
        .isInstanceOf(TraceException.class)
        .hasMessageStartingWith("trace: total is 0; expected arrivals");
  }
}
