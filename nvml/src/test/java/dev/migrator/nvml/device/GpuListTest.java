package dev.migrator.nvml.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.nvml.FakeGpus;
import org.junit.jupiter.api.Test;

class GpuListTest {
  @Test
  void tellsWhatAGpuCanBeCutIntoBeforeMigModeIsOn() {
    GpuList.Entry gpu = withoutMig(FakeGpus.of(1, "H100-80GB"));
    assertThat(gpu.isMig()).isFalse();
    assertThat(gpu.geometry().orElseThrow().model().profile("3g").multiprocessors()).hasValue(60);
    assertThat(gpu.trouble()).isEmpty();
  }

  @Test
  void aDriverThatTellsNothingBeforeIsNoTrouble() {
    GpuList.Entry gpu = withoutMig(FakeGpus.ofAnOldDriver(1, "H100-80GB"));
    assertThat(gpu.geometry()).isEmpty();
    assertThat(gpu.mode()).isPresent();
    assertThat(gpu.trouble()).isEmpty();
  }

  private static GpuList.Entry withoutMig(FakeGpus fake) {
    fake.driver().gpu(0, "mig", 0);
    return GpuList.read(fake.nvml(), ModelDefaults.NONE).getFirst();
  }
}
