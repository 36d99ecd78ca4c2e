package dev.migrator.app.scenario;

import dev.migrator.app.scenario.LiveConfiguration.Emulated;
import dev.migrator.app.scenario.LiveConfiguration.Instances;
import dev.migrator.app.scenario.LiveConfiguration.Real;
import dev.migrator.catalog.ServiceCatalog;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.ServiceProfile;
import dev.migrator.core.model.UsableGpu;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads what a live tenant's model does on the instances that there are. */
sealed interface LiveService {

  /** For instances of that kind. */
  static LiveService of(Instances instances, List<UsableGpu> gpus, Path folder) {
    return switch (instances) {
      case Emulated emulated -> new OfCpuTimes(gpus.getFirst().model(), emulated.wholeCores());
      case Real _ -> new Measured(gpus, folder);
    };
  }

  /** What the model does there. */
  ServiceProfile read(Fields tenant, String model);

  /** What may help where nobody could be answered in time. */
  String advice();

  /** From CPU times of batches: the instances are emulated. */
  record OfCpuTimes(GpuModel gpu, double wholeCores) implements LiveService {
    private static final int MOST_BATCH = 1_024;
    private static final Duration OVERHEAD = Duration.ofMillis(3);

    @Override
    public ServiceProfile read(Fields tenant, String model) {
      refuse(tenant, "service", "real GPUs; expected cpu with `fleet: emulated`");
      Node node = tenant.required("cpu", "a list such as [{batch: 1, time: 0.24ms}]");
      SequencedMap<Integer, Duration> cpu = new TreeMap<>();
      for (Node point : Fields.elements(node, "a list of points", point -> point)) {
        Fields at = Fields.of(point, "batch", "time");
        int batch = at.required("batch", Value.whole(1, MOST_BATCH)).intValue();
        if (cpu.put(batch, at.required("time", Value.positiveDuration())) != null) {
          throw at.where("batch").wrong(String.valueOf(batch), "each batch once");
        }
      }
      if (cpu.isEmpty()) {
        throw node.where().wrong("an empty list", "at least one point");
      }
      Duration overhead = tenant.optional("overhead", Value.duration()).orElse(OVERHEAD);
      return EmulatedService.of(model, gpu, cpu, overhead, wholeCores);
    }

    @Override
    public String advice() {
      return "Maybe more whole-cores?";
    }
  }

  /** From measurements on GPUs: of the catalog, or of a file. */
  record Measured(List<UsableGpu> gpus, Path folder) implements LiveService {
    private static final String KEY = "service";

    @Override
    public ServiceProfile read(Fields tenant, String model) {
      refuse(tenant, "cpu", "emulated GPUs; expected service with `fleet: nvml`");
      refuse(tenant, "overhead", "emulated GPUs; expected none with `fleet: nvml`");
      if (!tenant.has(KEY) && !isInCatalog(model)) {
        throw tenant
            .where(KEY)
            .wrong(
                "missing",
                "what %s does on %s: the name of a measured model (%s), or a service profile file (.json)"
                    .formatted(model, shown(), String.join(", ", measured())),
                "Maybe measure it with bench/gpu/service_profiles.py?");
      }
      return new ServiceReader(gpus, List.of(folder)).read(tenant, tenant.has(KEY) ? KEY : "model");
    }

    @Override
    public String advice() {
      return "";
    }

    private boolean isInCatalog(String model) {
      return measured().contains(model);
    }

    private List<String> measured() {
      return gpus.stream()
          .map(UsableGpu::model)
          .flatMap(gpu -> ServiceCatalog.names(gpu).stream())
          .distinct()
          .toList();
    }

    private String shown() {
      return gpus.stream()
          .map(gpu -> gpu.model().name())
          .distinct()
          .collect(Collectors.joining(" or "));
    }
  }

  private static void refuse(Fields tenant, String key, String of) {
    if (tenant.has(key)) {
      throw tenant.where(key).error("is of %s.".formatted(of), "");
    }
  }
}
