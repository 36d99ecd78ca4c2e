package dev.migrator.nvml.device;

import dev.migrator.nvml.driver.Nvml;

/**
 * Which GPU it is.
 *
 * @param index its number in this session of NVML, as {@code nvidia-smi -i} takes it
 * @param uuid the same for ever, {@code GPU-…}
 * @param product its product name
 * @param minor the number in {@code /dev/nvidiaN}
 * @param memoryMib its memory
 */
public record GpuIdentity(int index, String uuid, String product, int minor, long memoryMib) {
  static GpuIdentity of(Nvml nvml, int index) {
    Nvml.Device device = nvml.device(index);
    return new GpuIdentity(
        index,
        nvml.uuid(device),
        nvml.name(device),
        nvml.minorNumber(device),
        nvml.memoryMib(device));
  }

  /** {@code GPU 0 (NVIDIA A100-SXM4-80GB)}. */
  @Override
  public String toString() {
    return "GPU %d (%s)".formatted(index, product);
  }
}
