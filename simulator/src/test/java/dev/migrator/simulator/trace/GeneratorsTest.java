package dev.migrator.simulator.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class GeneratorsTest {
  private static final List<String> NAMES = Generators.names();
  private static final int SEEDS = 20;
  private static final int SECONDS = 6_000;

  /** Twenty runs of 30 windows each: their mean, and how far the worst one is from it. */
  @ParameterizedTest
  @CsvSource({
    "bursty,120,2,0.05,0.15",
    "bursty,120,1.3,0.03,0.05",
    "bursty,5,6,0.1,0.5",
    "bursty,1000,4,0.05,0.3",
    "diurnal,120,2,0.05,0.15",
    "diurnal,20,2.5,0.05,0.15",
    "flash-crowd,120,2,0.05,0.3",
    "flash-crowd,50,3,0.05,0.3"
  })
  void showsThePeakToMeanThatWasAsked(
      String name, double mean, double peakToMean, double ofAll, double ofEach) {
    // A short period, so that a run holds whole ones.
    OptionalInt period =
        switch (name) {
          case "diurnal" -> OptionalInt.of(SECONDS);
          case "flash-crowd" -> OptionalInt.of(300);
          default -> OptionalInt.empty();
        };
    ArrivalGenerator generator =
        Generators.named(name, OptionalDouble.of(mean), OptionalDouble.of(peakToMean), period);
    double[] shown =
        IntStream.range(100, 100 + SEEDS)
            .mapToDouble(seed -> statistics(generator, seed).peakToMean())
            .toArray();

    assertThat(Arrays.stream(shown).average().orElseThrow())
        .isCloseTo(peakToMean, within(ofAll * peakToMean));
    assertThat(Arrays.stream(shown).boxed())
        .allSatisfy(each -> assertThat(each).isCloseTo(peakToMean, within(ofEach * peakToMean)));
  }

  @ParameterizedTest
  @CsvSource({
    "steady,64,0.005",
    "bursty,120,0.005",
    "diurnal,120,0.04",
    "flash-crowd,120,0.06",
    "like-azure-code,3,0.25",
    "like-azure-conv,5.5,0.02"
  })
  void showsTheMeanThatWasAskedInEveryRun(String name, double mean, double tolerance) {
    OptionalInt period = name.equals("diurnal") ? OptionalInt.of(SECONDS / 2) : OptionalInt.empty();
    ArrivalGenerator generator =
        Generators.named(name, OptionalDouble.of(mean), OptionalDouble.empty(), period);

    for (int seed = 0; seed < SEEDS; seed++) {
      assertThat(statistics(generator, seed).mean())
          .as("mean with seed %d", seed)
          .isCloseTo(mean, within(mean * tolerance + 4 * Math.sqrt(mean / SECONDS)));
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void givesTheSameForTheSameSeedOnly(String name) {
    ArrivalGenerator generator = plain(name);

    assertThat(generator.name()).isEqualTo(name);
    assertThat(generator.counts(500, 1))
        .isEqualTo(plain(name).counts(500, 1))
        .isNotEqualTo(generator.counts(500, 2))
        .hasSize(500);
  }

  @Test
  void staysWhatItWasSinceScenariosRelyOnIt() {
    assertThat(new Steady(64).counts(8, 42)).containsExactly(GOLDEN_STEADY);
    assertThat(new Bursty(20, 1, 10).counts(8, 42)).containsExactly(GOLDEN_BURSTY);
  }

  private static final int[] GOLDEN_STEADY = {66, 62, 75, 64, 87, 58, 64, 56};
  private static final int[] GOLDEN_BURSTY = {12, 19, 33, 12, 24, 4, 28, 46};

  @Test
  void steadyArrivalsArePoisson() {
    TraceStatistics statistics = TraceStatistics.of(new Steady(30).counts(50_000, 9));

    assertThat(statistics.dispersion()).isCloseTo(1, within(0.03));
    assertThat(statistics.correlation1()).isCloseTo(0, within(0.02));
  }

  @Test
  void diurnalArrivalsRiseAndFall() {
    int[] counts = Diurnal.reaching(100, 1.6, 0.5, 4_000, 0).counts(4_000, 2);

    double day = Arrays.stream(counts, 0, 2_000).average().orElseThrow();
    double night = Arrays.stream(counts, 2_000, 4_000).average().orElseThrow();
    assertThat(day / night).isCloseTo(1.93, within(0.15));
  }

  @Test
  void aCrowdRisesFastAndDecays() {
    RateShape shape = RateShape.FLAT.withCourse(3, 5, 30).withCrowds(50, 2_000);
    int[] counts = shape.counts(1_000, 2_000, 3);
    int top = IntStream.range(0, 2_000).boxed().max((a, b) -> counts[a] - counts[b]).orElseThrow();

    assertThat(counts[top]).isGreaterThan(20 * counts[Math.floorMod(top - 15, 2_000)]);
    assertThat((double) counts[Math.min(1_999, top + 60)] / counts[top]).isBetween(0.05, 0.4);
  }

  @Test
  void longerRunsOfADayRepeatIt() {
    int[] counts = new Diurnal(100, 0.9, 1_000, 0, 0).counts(3_000, 4);

    for (int day = 0; day < 3; day++) {
      assertThat(Arrays.stream(counts, day * 1_000, day * 1_000 + 500).sum())
          .isGreaterThan(2 * Arrays.stream(counts, day * 1_000 + 500, day * 1_000 + 1_000).sum());
    }
  }

  @Test
  void halfAPeriodOfPhaseTurnsDayIntoNight() {
    int[] day = new Diurnal(100, 0.9, 1_000, 0, 0).counts(500, 4);
    int[] night = new Diurnal(100, 0.9, 1_000, 500, 0).counts(500, 4);

    assertThat(Arrays.stream(day).sum()).isGreaterThan(2 * Arrays.stream(night).sum());
  }

  @Test
  void aWholePeriodOfPhaseIsNone() {
    int[] now = new Diurnal(100, 0.9, 1_000, 0, 0.2).counts(2_000, 4);

    assertThat(new Diurnal(100, 0.9, 1_000, 1_000, 0.2).counts(2_000, 4)).isEqualTo(now);
  }

  @Test
  void onlyADayHasAPhase() {
    assertThatThrownBy(
            () ->
                Generators.named(
                    "bursty",
                    OptionalDouble.of(100),
                    OptionalDouble.empty(),
                    OptionalInt.empty(),
                    OptionalInt.of(5)))
        .hasMessageStartingWith("bursty: phase was given; expected none")
        .hasMessageEndingWith("Maybe diurnal.");
  }

  @Test
  void refusesAPeakToMeanThatChanceAloneExceeds() {
    assertThatThrownBy(() -> Bursty.reaching(5, 1.5, 10))
        .isInstanceOf(TraceException.class)
        .hasMessageStartingWith("bursty: peak-to-mean is 1.5 at a mean of 5.0/s; expected 2.4")
        .hasMessageContaining("which chance alone shows")
        .hasMessageEndingWith("Maybe steady, which has no more than that.");
  }

  @Test
  void refusesAPeakToMeanOutOfReach() {
    assertThatThrownBy(() -> FlashCrowd.reaching(100, 20, 3_600))
        .hasMessageStartingWith("flash-crowd: peak-to-mean is 20.0")
        .hasMessageEndingWith("Maybe bursty, or a shorter period.");
  }

  @Test
  void refusesWhatAGeneratorCannotBeTold() {
    assertThatThrownBy(
            () ->
                Generators.named(
                    "steady", OptionalDouble.of(5), OptionalDouble.of(2), OptionalInt.empty()))
        .hasMessage(
            "steady: peak-to-mean was given; expected none, as this generator has no such setting."
                + " Maybe bursty.");
    assertThatThrownBy(() -> plain("brusty"))
        .hasMessage(
            "arrivals: generate is 'brusty'; expected one of steady, diurnal, bursty, flash-crowd,"
                + " like-twitter, like-azure-code, like-azure-conv. Maybe bursty?");
    assertThatThrownBy(() -> new Steady(-1))
        .hasMessage("steady: mean is -1.0; expected a number from 0.0 to 1000000.0.");
    assertThatThrownBy(() -> new Steady(1).counts(0, 1))
        .hasMessage("steady: seconds is 0; expected at least 1.");
  }

  @Test
  void defaultsAreMet() {
    ArrivalGenerator few =
        Generators.named(
            "bursty", OptionalDouble.of(2), OptionalDouble.empty(), OptionalInt.empty());

    assertThat(TraceStatistics.of(plain("bursty").counts(40_000, 8)).peakToMean())
        .isCloseTo(2, within(0.1));
    assertThat(TraceStatistics.of(few.counts(40_000, 8)).peakToMean())
        .isCloseTo(1.5 * Calibration.ofPoisson(2), within(0.5));
  }

  private static ArrivalGenerator plain(String name) {
    return Generators.named(
        name, OptionalDouble.empty(), OptionalDouble.empty(), OptionalInt.empty());
  }

  private static TraceStatistics statistics(ArrivalGenerator generator, long seed) {
    return TraceStatistics.of(generator.counts(SECONDS, seed));
  }
}
