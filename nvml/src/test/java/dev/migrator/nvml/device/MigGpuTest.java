package dev.migrator.nvml.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.migrator.core.model.Placement;
import dev.migrator.fixtures.nvml.FakeDriver.Fault;
import dev.migrator.nvml.FakeGpus;
import dev.migrator.nvml.driver.Nvml;
import dev.migrator.nvml.driver.NvmlException;
import dev.migrator.nvml.driver.ReturnCode;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigGpuTest {
  private FakeGpus fake;

  @BeforeEach
  void open() {
    fake = FakeGpus.of(1, "A100-80GB");
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 8, 7})
  void makesSeesAndDestroysWhereADriverKnowsFewerKindsOfComputeInstances(int kinds) {
    fake.driver().option("compute-kinds", kinds);
    fake.driver().option("transient-busy", 0);
    MigGpu gpu = on(fake.nvml());
    MigInstance made = made(gpu, 0);
    assertThat(made.isUsable()).isTrue();
    gpu.destroy(made);
    assertThat(gpu.instances()).isEmpty();
  }

  @Test
  void asksAgainForKindsIfTheInstanceGoesWhileItAsks() {
    made(on(fake.nvml()), 0);
    AtomicBoolean isFirst = new AtomicBoolean(true);
    MigGpu gpu =
        on(fake.nvmlBefore("computeInstanceProfile", _ -> rebootIf(isFirst.getAndSet(false))));
    assertThat(gpu.instances()).isEmpty();
    assertThat(made(gpu, 2).isUsable()).isTrue();
  }

  private void rebootIf(boolean isTime) {
    if (isTime) {
      fake.driver().gpu(0, "reboot", 1);
    }
  }

  @Test
  void doesNotTakeForGoneWhatOnlyACallOfItRefuses() {
    MigGpu gpu = on(fake.nvml());
    made(gpu, 0);
    fake.driver()
        .fault(
            "nvmlGpuInstanceGetComputeInstances",
            0,
            0,
            1,
            Fault.CODE,
            ReturnCode.INVALID_ARGUMENT.number());
    assertThatThrownBy(gpu::instances).isInstanceOf(NvmlException.class);
    assertThat(gpu.instances()).hasSize(1);
  }

  @Test
  void seesAnInstanceWhoseComputeInstanceGoesWhileItIsRead() {
    made(on(fake.nvml()), 0);
    MigGpu gpu = on(fake.nvmlBefore("info", this::destroyIfCompute));
    assertThat(gpu.instances()).singleElement().satisfies(i -> assertThat(i.computes()).isEmpty());
  }

  private void destroyIfCompute(Object argument) {
    if (argument instanceof Nvml.ComputeInstance compute) {
      fake.nvml().destroy(compute);
    }
  }

  private static MigGpu on(Nvml nvml) {
    return MigGpu.of(nvml, 0, 0, ModelDefaults.NONE);
  }

  private static MigInstance made(MigGpu gpu, int start) {
    gpu.createGpuInstance(new Placement(gpu.geometry().model().profile("2g"), start));
    gpu.createComputeInstance(gpu.instances().getFirst());
    return gpu.instances().getFirst();
  }
}
