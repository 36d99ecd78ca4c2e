package dev.migrator.live.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class LabelTallyTest {
  private final LabelTally tally = new LabelTally();

  @Test
  void saysNothingOfTooFewLabels() {
    tally.follow("1");
    add(19, "1", true);
    assertThat(tally.accuracy()).isEmpty();
    add(1, "1", true);
    assertThat(tally.accuracy()).hasValue(1);
  }

  @Test
  void labelsOfEarlierWeightsDoNotCount() {
    tally.follow("2");
    add(100, "1", true);
    add(30, "2", false);
    assertThat(tally.accuracy()).hasValue(0);
    assertThat(tally.count()).isEqualTo(130);
  }

  @Test
  void forgetsWhatTheModelWasWorthLongAgo() {
    tally.follow("1");
    add(2_000, "1", true);
    add(400, "1", false);
    assertThat(tally.accuracy().getAsDouble()).isCloseTo(Math.exp(-2), within(0.01));
  }

  private void add(int count, String version, boolean isRight) {
    for (int i = 0; i < count; i++) {
      tally.add(version, isRight);
    }
  }
}
