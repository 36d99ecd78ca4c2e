package dev.migrator.app.mig;

import dev.migrator.app.output.Table;
import dev.migrator.app.usage.UsageException;
import dev.migrator.nvml.device.GpuList;
import dev.migrator.nvml.driver.Nvml.MigMode;
import dev.migrator.nvml.driver.NvmlException;
import dev.migrator.nvml.driver.ReturnCode;
import dev.migrator.nvml.fleet.NvmlFleet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * MIG mode of GPUs, as {@code gpu mode} prints it.
 *
 * @param done whether it is as it was wanted
 * @param gpus by index
 */
public record MigModeChange(boolean done, List<Gpu> gpus) {

  /** A GPU's mode now and after a reset, and what there is to say of it. */
  public record Gpu(int index, String current, String pending, String note) {}

  /** The modes as they are. */
  public static MigModeChange look(Machine machine, List<String> chosen) {
    List<Gpu> gpus = machine.gpus(chosen).stream().map(gpu -> gpu(gpu, "")).toList();
    return new MigModeChange(true, gpus);
  }

  /**
   * Changes them.
   *
   * @throws UsageException if a GPU knows no MIG, has instances or is managed by another process
   */
  public static MigModeChange make(
      Machine machine, Path state, List<String> chosen, boolean enable) {
    List<Gpu> gpus = new ArrayList<>();
    boolean done = true;
    for (GpuList.Entry gpu : machine.gpus(chosen)) {
      requireEmpty(gpu, enable);
      ReturnCode activation = NvmlFleet.setMode(machine.nvml(), state, gpu, enable);
      GpuList.Entry after = machine.gpus().get(gpu.index());
      done &= after.isMig() == enable;
      gpus.add(gpu(after, note(after, enable, activation)));
    }
    return new MigModeChange(done, gpus);
  }

  private static void requireEmpty(GpuList.Entry gpu, boolean enable) {
    if (gpu.mode().isEmpty()) {
      throw new UsageException(
          "%s: %s.".formatted(Wanted.named(gpu), gpu.trouble().orElse("MIG is not supported")));
    }
    int instances = gpu.gpu().map(mig -> mig.instances().size()).orElse(0);
    if (!enable && instances > 0) {
      throw new UsageException(
          "%s has %d instances; expected none before MIG mode is switched off. Maybe apply an empty configuration first?"
              .formatted(Wanted.named(gpu), instances));
    }
  }

  private static String note(GpuList.Entry gpu, boolean enable, ReturnCode activation) {
    if (gpu.isMig() == enable) {
      return "in force";
    }
    return switch (activation) {
      case IN_USE ->
          "in use: end what holds the GPU (monitors and nvidia-persistenced too), then again";
      case RESET_REQUIRED -> "needs a reset: nvidia-smi -i %d --gpu-reset".formatted(gpu.index());
      default ->
          "not in force: " + new NvmlException("nvmlDeviceSetMigMode", activation).getMessage();
    };
  }

  private static Gpu gpu(GpuList.Entry gpu, String note) {
    return new Gpu(
        gpu.index(),
        gpu.mode().map(mode -> word(mode.current())).orElse("not supported"),
        gpu.mode().map(MigMode::pending).map(MigModeChange::word).orElse("not supported"),
        gpu.trouble().orElse(note));
  }

  private static String word(boolean enabled) {
    return enabled ? "enabled" : "disabled";
  }

  /** For people. */
  public String table() {
    Table table = new Table("GPU", "MIG mode", "after a reset", "");
    gpus.forEach(gpu -> table.row(gpu.index(), gpu.current(), gpu.pending(), gpu.note()));
    return table.toString();
  }
}
