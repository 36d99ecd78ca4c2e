package dev.migrator.app.mig;

import dev.migrator.app.output.Table;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Profile;
import dev.migrator.nvml.device.Geometry;
import dev.migrator.nvml.device.GpuIdentity;
import dev.migrator.nvml.device.GpuList;
import dev.migrator.nvml.device.MigInstance;
import dev.migrator.nvml.driver.Nvml.GpuInstanceProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The profiles of this machine's GPUs as their driver tells them, as {@code gpu profiles} prints
 * them.
 */
public record DeviceProfiles(List<Gpu> gpus) {
  private static final double MIB_PER_GIB = 1024;

  /** A GPU; without profiles if its driver tells none, as some do not while MIG mode is off. */
  public record Gpu(
      int index,
      String name,
      String model,
      boolean mig,
      int memorySlices,
      int computeSlices,
      List<Row> profiles) {}

  /** A profile, and at how many places there is room for one now. */
  public record Row(
      String name,
      String key,
      int id,
      int free,
      int maxInstances,
      long memoryMib,
      int multiprocessors,
      int copyEngines,
      int decoders,
      int jpeg,
      int opticalFlow,
      int memorySlices,
      List<Integer> starts) {}

  /** What the driver says now. */
  public static DeviceProfiles of(List<GpuList.Entry> gpus) {
    return new DeviceProfiles(gpus.stream().map(DeviceProfiles::gpu).toList());
  }

  private static Gpu gpu(GpuList.Entry gpu) {
    String name = gpu.identity().map(GpuIdentity::product).orElse(gpu.trouble().orElse("?"));
    return gpu.geometry()
        .map(geometry -> gpu(gpu, name, geometry))
        .orElseGet(() -> new Gpu(gpu.index(), name, name, false, 0, 0, List.of()));
  }

  private static Gpu gpu(GpuList.Entry gpu, String name, Geometry geometry) {
    GpuModel model = geometry.model();
    List<Placement> taken =
        gpu.gpu().stream()
            .flatMap(mig -> mig.instances().stream())
            .map(MigInstance::placement)
            .toList();
    return new Gpu(
        gpu.index(),
        name,
        model.name(),
        gpu.isMig(),
        model.memorySlices(),
        model.computeSlices(),
        model.profiles().stream().map(p -> row(p, geometry.of(p), taken)).toList());
  }

  private static Row row(Profile profile, GpuInstanceProfile driver, List<Placement> taken) {
    return new Row(
        profile.name(),
        profile.key(),
        driver.id(),
        free(profile, taken),
        profile.maxInstances(),
        driver.memoryMib(),
        driver.multiprocessors(),
        driver.copyEngines(),
        driver.decoders(),
        driver.jpeg(),
        driver.opticalFlow(),
        profile.memorySlices(),
        profile.starts());
  }

  /** How many more instances of it fit; places that do not overlap are taken from the left. */
  private static int free(Profile profile, List<Placement> taken) {
    int gpu = taken.isEmpty() ? 0 : taken.getFirst().gpu();
    List<Placement> placements = new ArrayList<>(taken);
    for (int start : profile.starts()) {
      placements.add(new Placement(gpu, profile, start));
      if (!Layout.isLegal(placements)) {
        placements.removeLast();
      }
    }
    return placements.size() - taken.size();
  }

  /** For people. */
  public String table() {
    return gpus.stream().map(DeviceProfiles::table).collect(Collectors.joining("\n"));
  }

  private static String table(Gpu gpu) {
    if (gpu.profiles().isEmpty()) {
      return "GPU %d: %s, MIG mode is off or not supported\n".formatted(gpu.index(), gpu.name());
    }
    Table table =
        new Table(
            "profile",
            "key",
            "id",
            "free/max",
            "memory GiB",
            "SM",
            "copy",
            "decoders",
            "jpeg",
            "optical flow",
            "placements");
    for (Row row : gpu.profiles()) {
      table.row(
          "MIG " + row.name(),
          row.key(),
          row.id(),
          row.free() + "/" + row.maxInstances(),
          String.format(Locale.ROOT, "%.2f", row.memoryMib() / MIB_PER_GIB),
          row.multiprocessors(),
          row.copyEngines(),
          row.decoders(),
          row.jpeg(),
          row.opticalFlow(),
          "{%s}:%d"
              .formatted(
                  row.starts().stream().map(String::valueOf).collect(Collectors.joining(",")),
                  row.memorySlices()));
    }
    return "GPU %d: %s, %d memory slices, %d compute slices%s\n\n%s"
        .formatted(
            gpu.index(),
            gpu.name(),
            gpu.memorySlices(),
            gpu.computeSlices(),
            gpu.mig() ? "" : ", MIG mode is off",
            table);
  }
}
