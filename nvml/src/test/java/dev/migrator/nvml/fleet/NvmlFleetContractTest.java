package dev.migrator.nvml.fleet;

import dev.migrator.core.control.Fleet;
import dev.migrator.core.model.GpuModel;
import dev.migrator.fixtures.fleet.FleetContract;
import dev.migrator.nvml.FakeGpus;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class NvmlFleetContractTest extends FleetContract {
  @TempDir private Path state;
  private FleetOnFake fleet;

  @BeforeEach
  void open() {
    fleet = new FleetOnFake(FakeGpus.of(1, "A100-80GB"), state);
  }

  @AfterEach
  void close() {
    if (fleet != null) {
      fleet.close();
    }
  }

  @Override
  protected Fleet fleet() {
    return fleet.fleet();
  }

  @Override
  protected GpuModel model() {
    return fleet.fleet().models().getFirst();
  }

  @Override
  protected void settle() {
    fleet.settle();
  }
}
