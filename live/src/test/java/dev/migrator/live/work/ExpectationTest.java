package dev.migrator.live.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.model.RetrainingChoice;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExpectationTest {
  private static final RetrainingChoice ALL =
      new RetrainingChoice("all-layers", Duration.ofSeconds(5), 0.9);
  private static final RetrainingChoice LAST =
      new RetrainingChoice("last-layer", Duration.ofSeconds(2), 0.8);

  private final Expectation expectation = new Expectation(List.of(ALL, LAST));

  @Test
  void weightsThatNobodyTrainedAreTrainedByTheFirstChoice() {
    assertThat(expectation.offered(0, false)).containsExactly(ALL);
    assertThat(expectation.offered(0, true)).containsExactly(ALL, LAST);
  }

  @Test
  void whatWasMeasuredIsExpectedNext() {
    expectation.measured("last-layer", Duration.ofSeconds(4), 0.7);
    assertThat(expectation.of("last-layer"))
        .isEqualTo(new RetrainingChoice("last-layer", Duration.ofSeconds(4), 0.7));
  }

  @Test
  void choiceThatFailsIsNotOfferedForTwiceAsLongEachTime() {
    assertThat(expectation.failed("all-layers", 10)).isEqualTo(12);
    assertThat(expectation.offered(11, true)).containsExactly(LAST);
    assertThat(expectation.offered(12, true)).containsExactly(ALL, LAST);
    assertThat(expectation.failed("all-layers", 12)).isEqualTo(16);
    assertThat(expectation.failed("all-layers", 16)).isEqualTo(24);
    assertThat(expectation.failed("all-layers", 24)).isEqualTo(32);
    expectation.measured("all-layers", Duration.ofSeconds(5), 0.9);
    assertThat(expectation.failed("all-layers", 40)).isEqualTo(42);
  }
}
