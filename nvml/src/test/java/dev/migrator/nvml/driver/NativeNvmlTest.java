package dev.migrator.nvml.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.migrator.fixtures.nvml.FakeDriver;
import dev.migrator.nvml.FakeGpus;
import dev.migrator.nvml.driver.Nvml.ComputeInstance;
import dev.migrator.nvml.driver.Nvml.Device;
import dev.migrator.nvml.driver.Nvml.Extent;
import dev.migrator.nvml.driver.Nvml.GpuInstance;
import dev.migrator.nvml.driver.Nvml.GpuInstanceProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NativeNvmlTest {
  private static final String A100 = "A100-80GB";
  private static final int TWO_G = 14;

  /** More than twice what is asked for at first. */
  private static final int MANY = 100;

  @Test
  void readsWhichGpusThereAre() {
    Nvml nvml = FakeGpus.of(2, "H100-80GB").nvml();
    assertThat(nvml.deviceCount()).isEqualTo(2);
    Device second = nvml.device(1);
    assertThat(nvml.name(second)).isEqualTo("NVIDIA H100 80GB HBM3");
    assertThat(nvml.uuid(second)).startsWith("GPU-").endsWith("1");
    assertThat(nvml.memoryMib(second)).isEqualTo(81559);
    assertThat(nvml.migMode(second)).contains(new Nvml.MigMode(true, true));
    assertThat(nvml.driverVersion()).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource({
    "3, ARGUMENT_VERSION_MISMATCH",
    "2, ARGUMENT_VERSION_MISMATCH",
    "1, ARGUMENT_VERSION_MISMATCH",
    "2, INVALID_ARGUMENT",
    "1, INVALID_ARGUMENT"
  })
  void readsTheSameProfilesInEveryFormThatDriversKnow(int newest, ReturnCode beyond) {
    FakeGpus fake = FakeGpus.of(1, A100);
    fake.driver().option("profile-version", newest);
    fake.driver().option("version-code", beyond.number());
    assertProfilesOfAnA100(fake.nvml());
  }

  @Test
  void readsTheSameProfilesOfADriverWithoutTheNewerSymbols() {
    assertProfilesOfAnA100(FakeGpus.ofAnOldDriver(1, A100).nvml());
  }

  private static void assertProfilesOfAnA100(Nvml nvml) {
    List<GpuInstanceProfile> profiles =
        IntStream.range(0, Nvml.GPU_INSTANCE_KINDS)
            .mapToObj(kind -> nvml.gpuInstanceProfile(nvml.device(0), kind))
            .flatMap(Optional::stream)
            .toList();
    assertThat(profiles)
        .containsExactly(
            new GpuInstanceProfile(0, 19, "1g.10gb", 1, 7, 14, 1, 0, 0, 0, 9728),
            new GpuInstanceProfile(1, 14, "2g.20gb", 2, 3, 28, 2, 1, 0, 0, 19968),
            new GpuInstanceProfile(2, 9, "3g.40gb", 3, 2, 42, 3, 2, 0, 0, 40192),
            new GpuInstanceProfile(3, 5, "4g.40gb", 4, 1, 56, 4, 2, 0, 0, 40192),
            new GpuInstanceProfile(4, 0, "7g.80gb", 7, 1, 98, 7, 5, 1, 1, 80896),
            new GpuInstanceProfile(7, 20, "1g.10gb+me", 1, 1, 14, 1, 1, 1, 1, 9728),
            new GpuInstanceProfile(9, 15, "1g.20gb", 1, 4, 14, 1, 1, 0, 0, 19968));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void makesAndUnmakesAnInstance(boolean oldDriver) {
    FakeGpus fake = oldDriver ? FakeGpus.ofAnOldDriver(1, A100) : FakeGpus.of(1, A100);
    Nvml nvml = fake.nvml();
    Device device = nvml.device(0);
    assertThat(nvml.possiblePlacements(device, TWO_G))
        .containsExactly(new Extent(0, 2), new Extent(2, 2), new Extent(4, 2));
    GpuInstance instance = nvml.createGpuInstance(device, TWO_G, new Extent(2, 2));
    assertThat(nvml.gpuInstances(device, TWO_G)).containsExactly(instance);
    assertThat(nvml.info(instance)).isEqualTo(new Nvml.GpuInstanceInfo(1, TWO_G, new Extent(2, 2)));
    assertThat(nvml.computeInstanceProfile(instance, 1))
        .contains(new Nvml.ComputeInstanceProfile(1, 1, 2, 28));
    ComputeInstance compute = nvml.createComputeInstance(instance, 1);
    assertThat(nvml.info(compute)).isEqualTo(new Nvml.ComputeInstanceInfo(0, 1));
    Nvml.MigDevice mig = onlyMigDevice(nvml, device);
    assertThat(nvml.gpuInstanceId(mig)).isEqualTo(1);
    assertThat(nvml.computeInstanceId(mig)).isZero();
    assertThat(nvml.uuid(mig)).startsWith("MIG-");
    fake.driver().startProcess(0, 2, 4242);
    assertThat(nvml.processes(device))
        .containsExactly(new Nvml.GpuProcess(4242, Optional.of(1), Optional.of(0)));
    assertCode(ReturnCode.IN_USE, () -> nvml.destroy(compute));
    fake.driver().endProcesses(0, 2);
    assertCode(ReturnCode.IN_USE, () -> nvml.destroy(instance));
    nvml.destroy(compute);
    assertCode(ReturnCode.IN_USE, () -> nvml.destroy(instance));
    nvml.destroy(instance);
    assertThat(nvml.gpuInstances(device, TWO_G)).isEmpty();
    assertCode(ReturnCode.INVALID_ARGUMENT, () -> nvml.info(instance));
  }

  @Test
  void asksAgainWithMoreRoomWhereThereAreManyProcesses() {
    FakeGpus fake = FakeGpus.of(1, A100);
    Nvml nvml = fake.nvml();
    nvml.createGpuInstance(nvml.device(0), TWO_G, new Extent(0, 2));
    for (int pid = 1; pid <= MANY; pid++) {
      fake.driver().startProcess(0, 0, pid);
    }
    assertThat(nvml.processes(nvml.device(0))).hasSize(MANY);
  }

  @ParameterizedTest
  @EnumSource(ReturnCode.class)
  void tellsWhatEveryReturnCodeMeansAndWhatMayHelp(ReturnCode code) {
    FakeGpus fake = FakeGpus.of(1, A100);
    fake.driver().fault("nvmlDeviceGetUUID", 0, 0, 1, FakeDriver.Fault.CODE, code.number());
    assertThat(ReturnCode.of(code.number())).isEqualTo(code);
    if (code.outcome() != Outcome.DONE) {
      assertThatThrownBy(() -> fake.nvml().uuid(fake.nvml().device(0)))
          .isInstanceOf(NvmlException.class)
          .hasMessageStartingWith("nvmlDeviceGetUUID: " + code.words())
          .hasMessageContaining("Maybe ");
    }
  }

  @Test
  void takesCodesThatNobodyKnowsForUnknown() {
    assertThat(ReturnCode.of(4711)).isEqualTo(ReturnCode.UNKNOWN);
  }

  @Test
  void saysThatThereIsNoDriver() {
    assertThatThrownBy(
            () ->
                NativeNvml.open(
                    Map.of(NativeNvml.LIBRARY_VARIABLE, "libno-such-thing.so.1"), new CallWatch()))
        .isInstanceOf(DriverMissingException.class)
        .hasMessageStartingWith(
            "no NVIDIA driver here: libno-such-thing.so.1 cannot be loaded. Maybe ");
  }

  @Test
  void namesProfilesAsNvidiaDoesWhereADriverDoesNot() {
    assertThat(ProfileNames.of(0, 1, 4864, 40960)).isEqualTo("1g.5gb");
    assertThat(ProfileNames.of(9, 1, 9984, 40960)).isEqualTo("1g.10gb");
    assertThat(ProfileNames.of(2, 3, 20096, 40960)).isEqualTo("3g.20gb");
    assertThat(ProfileNames.of(7, 1, 9984, 81559)).isEqualTo("1g.10gb+me");
    assertThat(ProfileNames.of(3, 4, 24000, 24576)).isEqualTo("4g.24gb");
  }

  private static Nvml.MigDevice onlyMigDevice(Nvml nvml, Device device) {
    List<Nvml.MigDevice> found = new ArrayList<>();
    for (int i = 0; i < nvml.mostMigDevices(device); i++) {
      nvml.migDevice(device, i).ifPresent(found::add);
    }
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private static void assertCode(ReturnCode code, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(NvmlException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
