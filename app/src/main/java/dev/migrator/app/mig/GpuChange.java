package dev.migrator.app.mig;

import dev.migrator.core.model.Placement;
import dev.migrator.nvml.device.GpuList;
import dev.migrator.nvml.device.MigInstance;
import java.util.List;

/**
 * What has to be done to one GPU so that it is what it should be.
 *
 * @param gpu as it is
 * @param wantsMig whether it should be in MIG mode
 * @param kept instances that stay, untouched
 * @param destroyed instances that go
 * @param created places at which instances come
 */
record GpuChange(
    GpuList.Entry gpu,
    boolean wantsMig,
    List<MigInstance> kept,
    List<MigInstance> destroyed,
    List<Placement> created) {

  boolean isModeRight() {
    return gpu.isMig() == wantsMig;
  }

  /** Whether nothing has to be done. */
  boolean isNothing() {
    return isModeRight() && destroyed.isEmpty() && created.isEmpty();
  }
}
