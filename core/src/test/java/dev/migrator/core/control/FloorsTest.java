package dev.migrator.core.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.model.Outcome;
import org.junit.jupiter.api.Test;

class FloorsTest {

  @Test
  void asksForTheFloorItselfWhenAWindowBegins() {
    assertThat(Floors.left(0.9, Outcome.NONE, 100)).isCloseTo(0.9, within(1e-12));
  }

  @Test
  void makesUpForWhatWasMissed() {
    assertThat(Floors.left(0.9, outcome(100, 85), 100)).isCloseTo(0.95, within(1e-12));
  }

  @Test
  void livesOnWhatWasAnsweredBeyondTheFloor() {
    assertThat(Floors.left(0.9, outcome(100, 100), 100)).isCloseTo(0.8, within(1e-12));
    assertThat(Floors.left(0.5, outcome(100, 100), 50)).isZero();
  }

  @Test
  void asksForEverythingWhenTheFloorIsLost() {
    assertThat(Floors.left(0.9, outcome(100, 10), 100)).isEqualTo(1);
  }

  @Test
  void asksForNothingWithoutAFloorOrRequests() {
    assertThat(Floors.left(0, outcome(100, 10), 100)).isZero();
    assertThat(Floors.left(0.9, outcome(100, 10), 0)).isZero();
  }

  private static Outcome outcome(long arrived, long withinSlo) {
    return new Outcome(arrived, withinSlo, 0, 0, 0, withinSlo);
  }
}
