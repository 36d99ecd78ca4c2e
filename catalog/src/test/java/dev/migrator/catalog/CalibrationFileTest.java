package dev.migrator.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.migrator.core.model.GpuModel;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CalibrationFileTest {
  private static final String MEASURED =
      """
      {"gpu": "a100-80gb", "source": "node 7",
       "profiles": [
         {"profile": "1g", "createSeconds": 0.3, "destroySeconds": 0.4, "startSeconds": 4.5},
         {"profile": "7g.80gb", "createSeconds": 0.5, "destroySeconds": 0.6, "startSeconds": 6.5}]}
      """;

  @Test
  void takesTheCatalogsPlaceForTheProfilesThatWereMeasured() {
    Calibration calibration = CalibrationFile.parse("times.json", MEASURED);
    GpuModel before = GpuModels.named("A100-80GB");
    GpuModel after = calibration.applied(before);
    assertThat(after.profile("1g").create()).isEqualTo(Duration.ofMillis(300));
    assertThat(after.profile("7g").destroy()).isEqualTo(Duration.ofMillis(600));
    assertThat(after.profile("1g+me").create()).as("as wide").isEqualTo(Duration.ofMillis(300));
    assertThat(after.profile("3g")).as("not measured").isEqualTo(before.profile("3g"));
    assertThat(after.profiles()).hasSameSizeAs(before.profiles());
    assertThat(calibration.start()).contains(Duration.ofMillis(6_500));
  }

  @Test
  void namesWhatIsWrong() {
    assertWrong(MEASURED.replace("a100-80gb", "a100"), "times.json: gpu is a100; expected");
    assertWrong(
        MEASURED.replace("\"1g\"", "\"5g\""), "profiles[0].profile is 5g; expected a profile");
    assertWrong(
        MEASURED.replace("7g.80gb", "1g"), "profiles[1].profile is 1g; expected each profile once");
    assertWrong(MEASURED.replace("0.3", "0"), "createSeconds is 0; expected a number above 0");
    assertWrong(MEASURED.replace("startSeconds", "begin"), "begin is not known");
    assertThatThrownBy(() -> CalibrationFile.read(Path.of("no-such-file.json")))
        .hasMessageContaining("no-such-file.json: cannot be read");
  }

  private static void assertWrong(String json, String message) {
    assertThatThrownBy(() -> CalibrationFile.parse("times.json", json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
