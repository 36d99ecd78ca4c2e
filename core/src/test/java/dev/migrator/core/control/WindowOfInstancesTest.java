package dev.migrator.core.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.model.InstanceName;
import dev.migrator.core.model.Placement;
import org.junit.jupiter.api.Test;

/** Windows that instances belong to. */
class WindowOfInstancesTest {
  private static final LoopSettings SETTINGS = OneSlice.settings();
  private static final Placement PLACE = SETTINGS.placements().getFirst();

  @Test
  void anInstanceIsOfTheWindowInWhichItWasToBeCreated() {
    int window = SETTINGS.slotsPerWindow();
    String name = InstanceName.of(2L * window - 1, PLACE);

    assertThat(InstanceName.slot(name)).hasValue(2L * window - 1);
    assertThat(SETTINGS.isOfWindow(name, window)).isTrue();
    assertThat(SETTINGS.isOfWindow(name, 2L * window - 1)).isTrue();
    assertThat(SETTINGS.isOfWindow(name, 2L * window)).isFalse();
    assertThat(SETTINGS.isOfWindow(InstanceName.of(0, PLACE), 2L * window)).isFalse();
  }

  @Test
  void oneThatSomebodyElseNamedCountsAsOfThisWindow() {
    assertThat(InstanceName.slot("GI-7")).isEmpty();
    assertThat(InstanceName.slot("t-1")).isEmpty();
    assertThat(SETTINGS.isOfWindow("GI-7", 12345)).isTrue();
  }
}
