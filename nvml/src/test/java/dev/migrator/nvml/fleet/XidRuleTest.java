package dev.migrator.nvml.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.nvml.driver.Nvml.Device;
import dev.migrator.nvml.driver.Nvml.Xid;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XidRuleTest {
  @ParameterizedTest
  @CsvSource({
    "13, NOTHING, NOTHING",
    "31, NOTHING, NOTHING",
    "43, NOTHING, NOTHING",
    "45, NOTHING, NOTHING",
    "68, NOTHING, NOTHING",
    "109, NOTHING, NOTHING",
    "79, LOSS, LOSS",
    "95, LOSS, LOSS",
    "119, LOSS, LOSS",
    "120, LOSS, LOSS",
    "48, SLICES, GPU",
    "63, SLICES, GPU",
    "64, SLICES, GPU",
    "74, SLICES, GPU",
    "94, SLICES, GPU",
    "99999, SLICES, GPU"
  })
  void leavesAloneWhatAnXidIsAbout(long number, XidRule ofAnInstance, XidRule ofNone) {
    Device device = new Device(1);
    assertThat(XidRule.of(new Xid(device, number, Optional.of(2)))).isEqualTo(ofAnInstance);
    assertThat(XidRule.of(new Xid(device, number, Optional.empty()))).isEqualTo(ofNone);
  }
}
