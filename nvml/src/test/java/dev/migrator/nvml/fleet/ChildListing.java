package dev.migrator.nvml.fleet;

import dev.migrator.nvml.device.GpuList;
import dev.migrator.nvml.device.MigInstance;
import dev.migrator.nvml.device.ModelDefaults;
import dev.migrator.nvml.driver.CallWatch;
import dev.migrator.nvml.driver.NativeNvml;

/** A process that lists what exists on the first GPU, a place a line. */
public final class ChildListing {
  private ChildListing() {}

  /** Runs it. */
  public static void main(String[] args) {
    NativeNvml nvml = NativeNvml.open(System.getenv(), new CallWatch());
    for (MigInstance instance :
        GpuList.read(nvml, ModelDefaults.NONE).getFirst().gpu().orElseThrow().instances()) {
      System.out.println(
          "%s@%d%s"
              .formatted(
                  instance.placement().profile().name(),
                  instance.placement().start(),
                  instance.isUsable() ? "" : " unusable"));
    }
  }
}
