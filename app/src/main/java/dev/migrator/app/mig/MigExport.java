package dev.migrator.app.mig;

import dev.migrator.nvml.device.GpuIdentity;
import dev.migrator.nvml.device.GpuList;
import dev.migrator.nvml.device.MigInstance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes what GPUs are cut into, so that it can be applied again. */
final class MigExport {
  private MigExport() {}

  /** In our own form, with places: applied, it gives exactly what there is. */
  static Map<String, Object> withPlaces(List<GpuList.Entry> gpus) {
    return ordered(
        "version",
        MigConfigFile.OURS,
        "gpus",
        gpus.stream().filter(gpu -> gpu.mode().isPresent()).map(MigExport::gpu).toList());
  }

  private static Map<String, Object> gpu(GpuList.Entry gpu) {
    Map<String, Object> entry = ordered("gpu", gpu.index());
    gpu.identity().map(GpuIdentity::uuid).ifPresent(uuid -> entry.put("uuid", uuid));
    gpu.identity().map(GpuIdentity::product).ifPresent(product -> entry.put("model", product));
    entry.put("mig", gpu.isMig());
    if (gpu.isMig()) {
      entry.put("instances", instances(gpu).stream().map(MigExport::place).toList());
    }
    return entry;
  }

  private static Map<String, Object> place(MigInstance instance) {
    return ordered(
        "profile", instance.placement().profile().name(), "start", instance.placement().start());
  }

  /** As mig-parted reads it: counts only, so places may differ when it is applied. */
  static Map<String, Object> asMigPartedReadsIt(String name, List<GpuList.Entry> gpus) {
    List<Object> wishes = new ArrayList<>();
    for (GpuList.Entry gpu : gpus) {
      if (gpu.mode().isPresent()) {
        Map<String, Object> wish =
            ordered("devices", List.of(gpu.index()), "mig-enabled", gpu.isMig());
        wish.put("mig-devices", counts(gpu));
        wishes.add(wish);
      }
    }
    return ordered("version", MigConfigFile.MIG_PARTED, "mig-configs", ordered(name, wishes));
  }

  private static Map<String, Integer> counts(GpuList.Entry gpu) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    instances(gpu).forEach(i -> counts.merge(i.placement().profile().name(), 1, Integer::sum));
    return counts;
  }

  private static List<MigInstance> instances(GpuList.Entry gpu) {
    return gpu.gpu().map(mig -> mig.instances()).orElse(List.of());
  }

  private static Map<String, Object> ordered(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }
}
