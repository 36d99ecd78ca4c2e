package dev.migrator.nvml.device;

import dev.migrator.nvml.driver.Nvml;
import dev.migrator.nvml.driver.Nvml.MigMode;
import dev.migrator.nvml.driver.NvmlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The GPUs of this machine, read only. */
public final class GpuList {
  private GpuList() {}

  /**
   * A GPU of this machine.
   *
   * @param identity which it is; empty if it does not answer
   * @param mode its MIG mode; empty if it knows none
   * @param geometry what it can be cut into; empty if the driver does not say, as some do not while
   *     MIG mode is off
   * @param gpu what can be asked further, if MIG mode is on
   * @param trouble why it does not answer; empty if it does
   */
  public record Entry(
      int index,
      Optional<GpuIdentity> identity,
      Optional<MigMode> mode,
      Optional<Geometry> geometry,
      Optional<MigGpu> gpu,
      Optional<String> trouble) {

    /** Whether it is in MIG mode. */
    public boolean isMig() {
      return gpu.isPresent();
    }
  }

  /** All GPUs by index; placements name them by their index. */
  public static List<Entry> read(Nvml nvml, ModelDefaults defaults) {
    List<Entry> entries = new ArrayList<>();
    int count = nvml.deviceCount();
    for (int index = 0; index < count; index++) {
      entries.add(entry(nvml, index, defaults));
    }
    return List.copyOf(entries);
  }

  private static Entry entry(Nvml nvml, int index, ModelDefaults defaults) {
    try {
      GpuIdentity identity = GpuIdentity.of(nvml, index);
      Optional<MigMode> mode = nvml.migMode(nvml.device(index));
      Optional<MigGpu> gpu =
          mode.filter(MigMode::current).map(_ -> MigGpu.of(nvml, index, index, defaults));
      Optional<Geometry> geometry =
          gpu.map(MigGpu::geometry)
              .or(() -> mode.flatMap(_ -> Geometry.beforehand(nvml, identity, defaults)));
      return new Entry(index, Optional.of(identity), mode, geometry, gpu, Optional.empty());
    } catch (NvmlException e) {
      return new Entry(
          index,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.of(String.valueOf(e.getMessage())));
    }
  }
}
