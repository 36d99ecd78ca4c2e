package dev.migrator.live.work;

import dev.migrator.core.control.Fleet;
import dev.migrator.core.model.InstanceReading;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.Step;
import java.util.List;

/**
 * The instances of a fleet together with their workers: the driver knows when an instance exists,
 * its worker whether it is ready; and an instance is destroyed when nothing runs there any more.
 */
record StaffedFleet(Fleet devices, LiveWorkloads workloads) implements Fleet {

  @Override
  public List<InstanceReading> instances() {
    return devices.instances().stream().map(this::withWorker).toList();
  }

  @Override
  public void create(Step.Create step) {
    devices.create(step);
  }

  @Override
  public void destroy(Step.Destroy step) {
    workloads.destroy(step);
  }

  private InstanceReading withWorker(InstanceReading device) {
    InstanceState worker = workloads.state(device.id());
    boolean ofDriver =
        device.state() == InstanceState.DRAINING
            || (device.state() == InstanceState.CREATING && worker != InstanceState.DRAINING);
    return ofDriver ? device : new InstanceReading(device.id(), device.placement(), worker);
  }
}
