package dev.migrator.app.mig;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.migrator.app.output.Table;
import dev.migrator.core.model.Placement;
import dev.migrator.nvml.device.GpuIdentity;
import dev.migrator.nvml.device.GpuList;
import dev.migrator.nvml.device.MigGpu;
import dev.migrator.nvml.device.MigInstance;
import dev.migrator.nvml.driver.Nvml.MigMode;
import dev.migrator.nvml.fleet.OwnershipView;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The GPUs of this machine with their instances, as {@code gpu list} prints them.
 *
 * @param driver the driver's version
 * @param gpus by index
 */
public record GpuListing(String driver, List<Gpu> gpus) {

  /** A GPU; what it does not tell is left out. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Gpu(
      int index,
      @Nullable String name,
      @Nullable String uuid,
      @Nullable Long memoryMib,
      String mig,
      @Nullable String trouble,
      List<Instance> instances) {}

  /** A GPU instance. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Instance(
      int gpuInstance,
      List<Integer> computeInstances,
      String profile,
      int start,
      int size,
      @Nullable String uuid,
      String owner,
      List<Long> processes) {}

  /** What the driver says now, and the record in that folder. */
  public static GpuListing of(Machine machine, Path state) {
    return new GpuListing(
        machine.nvml().driverVersion(), machine.gpus().stream().map(g -> gpu(g, state)).toList());
  }

  private static Gpu gpu(GpuList.Entry gpu, Path state) {
    Optional<GpuIdentity> identity = gpu.identity();
    return new Gpu(
        gpu.index(),
        identity.map(GpuIdentity::product).orElse(null),
        identity.map(GpuIdentity::uuid).orElse(null),
        identity.map(GpuIdentity::memoryMib).orElse(null),
        mode(gpu),
        gpu.trouble().orElse(null),
        gpu.gpu().map(mig -> instances(mig, state)).orElse(List.of()));
  }

  private static String mode(GpuList.Entry gpu) {
    if (gpu.mode().isEmpty()) {
      return gpu.trouble().isPresent() ? "unknown" : "not supported";
    }
    MigMode mode = gpu.mode().get();
    String now = mode.current() ? "enabled" : "disabled";
    return mode.current() == mode.pending()
        ? now
        : "%s, %s after a reset".formatted(now, mode.pending() ? "enabled" : "disabled");
  }

  private static List<Instance> instances(MigGpu gpu, Path state) {
    List<MigInstance> all = gpu.instances();
    List<MigInstance> ours = OwnershipView.ours(state, gpu, all);
    return all.stream().map(i -> instance(i, ours.contains(i))).toList();
  }

  private static Instance instance(MigInstance instance, boolean isOurs) {
    Placement place = instance.placement();
    return new Instance(
        instance.id(),
        instance.computes().stream().map(MigInstance.Compute::id).toList(),
        place.profile().name(),
        place.start(),
        place.profile().memorySlices(),
        instance.uuid().orElse(null),
        isOurs ? "migrator" : "other",
        instance.pids());
  }

  /** For people: the lines of {@code nvidia-smi -L}, then a table of all instances. */
  public String table() {
    StringBuilder text = new StringBuilder();
    for (Gpu gpu : gpus) {
      text.append(
          gpu.trouble() == null
              ? "GPU %d: %s (UUID: %s), MIG %s\n"
                  .formatted(gpu.index(), gpu.name(), gpu.uuid(), gpu.mig())
              : "GPU %d: %s\n".formatted(gpu.index(), gpu.trouble()));
      int device = 0;
      for (Instance instance : gpu.instances()) {
        if (instance.uuid() != null) {
          text.append(
              "  MIG %-14s Device %2d: (UUID: %s)\n"
                  .formatted(instance.profile(), device++, instance.uuid()));
        }
      }
    }
    return text + "Driver %s, %d GPUs\n".formatted(driver, gpus.size()) + instanceTable();
  }

  private String instanceTable() {
    Table table =
        new Table("GPU", "profile", "instance", "compute", "start:size", "made by", "processes");
    int rows = 0;
    for (Gpu gpu : gpus) {
      for (Instance instance : gpu.instances()) {
        rows++;
        table.row(
            gpu.index(),
            instance.profile(),
            instance.gpuInstance(),
            listed(instance.computeInstances()),
            "%d:%d".formatted(instance.start(), instance.size()),
            instance.owner(),
            listed(instance.processes()));
      }
    }
    return rows == 0 ? "No MIG instances.\n" : "\n" + table;
  }

  private static String listed(List<?> values) {
    return values.isEmpty()
        ? "-"
        : values.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
