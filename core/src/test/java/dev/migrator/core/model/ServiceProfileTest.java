package dev.migrator.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ServiceProfileTest {
  private static final Profile SMALL = profile("1g.5gb", 1);
  private static final Profile LARGE = profile("2g.10gb", 2);
  private static final ServiceProfile SERVICE = service(Map.of(LARGE, 1.0));

  @Test
  void keepsProfilesInTheOrderGiven() {
    assertThat(SERVICE.curves().keySet()).containsExactly(LARGE, SMALL);
  }

  @Test
  void choosesABatchForEachProfileThatCanKeepTheSlo() {
    assertThat(SERVICE.bestWithin(Duration.ofMillis(100)).keySet()).containsExactly(LARGE, SMALL);
    assertThat(SERVICE.bestWithin(Duration.ofMillis(50)).keySet()).containsExactly(LARGE);
    assertThat(SERVICE.bestWithin(Duration.ofMillis(5))).isEmpty();
  }

  @Test
  void smallerBatchesTakeWhatTheyWereMeasuredToTake() {
    LatencyCurve curve =
        new LatencyCurve(
            List.of(
                new BatchChoice(2, 10_000_000),
                new BatchChoice(4, 14_000_000),
                new BatchChoice(8, 20_000_000)));

    assertThat(curve.upTo(9)).isEqualTo(curve);
    assertThat(curve.upTo(4).points()).isEqualTo(curve.points().subList(0, 2));
    assertThat(curve.upTo(3).points().getLast()).isEqualTo(new BatchChoice(3, 12_000_000));
    assertThat(curve.upTo(1).points()).containsExactly(new BatchChoice(1, 10_000_000));
  }

  @Test
  void cannotTrainWhereNoSpeedIsKnown() {
    assertThat(SERVICE.trainingSpeedOn(LARGE)).isEqualTo(1.0);
    assertThat(SERVICE.trainingSpeedOn(SMALL)).isZero();
  }

  @Test
  void refusesSpeedsThatAreNotAboveZero() {
    for (double speed : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> service(Map.of(LARGE, speed)))
          .withMessageContaining("trainingSpeed is " + speed);
    }
  }

  private static ServiceProfile service(Map<Profile, Double> trainingSpeed) {
    Map<Profile, LatencyCurve> curves = new LinkedHashMap<>();
    curves.put(LARGE, curve(20));
    curves.put(SMALL, curve(40));
    return new ServiceProfile("net", "GPU", curves, trainingSpeed, "made up");
  }

  private static LatencyCurve curve(int millis) {
    return new LatencyCurve(List.of(new BatchChoice(1, millis * 1_000_000L)));
  }

  private static Profile profile(String name, int slices) {
    return new Profile(
        "test",
        name,
        slices + "g",
        slices,
        slices,
        1,
        OptionalInt.empty(),
        OptionalInt.empty(),
        List.of(0),
        Duration.ZERO,
        Duration.ZERO);
  }
}
