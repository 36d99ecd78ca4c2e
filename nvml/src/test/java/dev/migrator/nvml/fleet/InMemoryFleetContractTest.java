package dev.migrator.nvml.fleet;

import dev.migrator.core.control.Fleet;
import dev.migrator.core.model.GpuModel;
import dev.migrator.fixtures.Gpus;
import dev.migrator.fixtures.fleet.FleetContract;
import dev.migrator.fixtures.fleet.InMemoryFleet;

class InMemoryFleetContractTest extends FleetContract {
  private final InMemoryFleet fleet = new InMemoryFleet();

  @Override
  protected Fleet fleet() {
    return fleet;
  }

  @Override
  protected GpuModel model() {
    return Gpus.A100;
  }

  @Override
  protected void settle() {
    fleet.pass();
  }
}
