package dev.migrator.core.plan.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TicksTest {
  private final Ticks ticks = Ticks.upTo(500_000);

  @Test
  void losesNoMoreThanADoubleWould() {
    for (double value : new double[] {0, 1, 1.0 / 3, -1.0 / 3, 499_999.7, -499_999.7}) {
      assertThat(ticks.value(ticks.of(value))).isCloseTo(value, within(500_000 * 0x1p-52));
    }
    assertThat(ticks.value(ticks.of(0.375))).isEqualTo(0.375);
  }

  @Test
  void neverStaysNeverWhateverIsAddedAndIsLessThanEverySum() {
    long never = ticks.of(Double.NEGATIVE_INFINITY);
    long most = ticks.of(500_000);

    assertThat(Ticks.isNever(never + most)).isTrue();
    assertThat(Ticks.isNever(-most)).isFalse();
    assertThat(ticks.value(never + most)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(ticks.values(new long[] {never, 0})).containsExactly(Double.NEGATIVE_INFINITY, 0);
  }

  @Test
  void doesNotOverflowWhereTwentyTenantsAreRuledOutInASlotThatHasNoRoom() {
    assertThat(22 * Ticks.NEVER).isEqualTo(Math.multiplyExact(22, Ticks.NEVER));
    assertThat(Ticks.upTo(0).of(1)).isPositive();
  }
}
