package dev.migrator.worker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings: defaults, what is taken, and what is refused with its name and value. */
final class SettingsTest {

  @Test
  void takesDefaultsWhereNothingIsSetOrItIsEmpty() throws Refused {
    Settings settings = new Settings(Map.of("MIGRATOR_COMPUTE", "", "MIGRATOR_WEIGHTS", " "));
    assertThat(settings.share("COMPUTE")).isEqualTo(1);
    assertThat(settings.path("WEIGHTS")).isEmpty();
    assertThat(settings.seed()).isZero();
    assertThat(settings.count("EPOCHS", 7, 1, 10)).isEqualTo(7);
  }

  @Test
  void takesWhatIsSet() throws Refused {
    Settings settings =
        new Settings(
            Map.of(
                "MIGRATOR_COMPUTE", "0.4286",
                "MIGRATOR_TASK", "retrain",
                "MIGRATOR_SEED", "-3",
                "MIGRATOR_EPOCHS", "4"));
    assertThat(settings.share("COMPUTE")).isEqualTo(0.4286);
    assertThat(settings.task()).isEqualTo(Task.RETRAIN);
    assertThat(settings.seed()).isEqualTo(-3);
    assertThat(settings.count("EPOCHS", 7, 1, 10)).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.01", "NaN", "Infinity", "half", "0,5"})
  void refusesAShareThatIsNone(String share) {
    Settings settings = new Settings(Map.of("MIGRATOR_COMPUTE", share));
    assertThatThrownBy(() -> settings.share("COMPUTE"))
        .hasMessageContaining("MIGRATOR_COMPUTE is '" + share + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "11", "2.5", "1e99", "many"})
  void refusesACountThatIsOutOfRange(String count) {
    Settings settings = new Settings(Map.of("MIGRATOR_EPOCHS", count));
    assertThatThrownBy(() -> settings.count("EPOCHS", 7, 1, 10)).hasMessageContaining("1 to 10");
  }

  @Test
  void saysWhatIsMissing() {
    Settings settings = new Settings(Map.of());
    assertThatThrownBy(() -> settings.required("TENANT")).hasMessageContaining("MIGRATOR_TENANT");
    assertThatThrownBy(settings::task).hasMessageContaining("MIGRATOR_TASK");
  }
}
