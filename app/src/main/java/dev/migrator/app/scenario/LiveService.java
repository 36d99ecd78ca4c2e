package dev.migrator.app.scenario;

import dev.migrator.app.scenario.LiveConfiguration.Emulated;
import dev.migrator.app.scenario.LiveConfiguration.Instances;
import dev.migrator.app.scenario.LiveConfiguration.Real;
import dev.migrator.catalog.ServiceCatalog;
import dev.migrator.catalog.ServiceProfileFile;
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
  /** Names what was measured. */
  String PROFILE = "profile";

  /** For instances of that kind. */
  static LiveService of(Instances instances, List<UsableGpu> gpus, Path folder) {
    return switch (instances) {
      case Emulated emulated -> new Emulation(gpus, emulated.wholeCores(), files(folder));
      case Real _ -> new Measured(gpus, files(folder));
    };
  }

  /** What the model does there. */
  ServiceProfile read(Fields tenant, String model);

  /** What may help where nobody could be answered in time. */
  String advice();

  /** Beside the file, else in the current folder, as data is. */
  private static Lookup files(Path folder) {
    return new Lookup(List.of(folder, Path.of("")));
  }

  /** From what was measured on such an instance, or from CPU times of batches. */
  record Emulation(List<UsableGpu> gpus, double wholeCores, Lookup files) implements LiveService {
    private static final int MOST_BATCH = 1_024;
    private static final double SAME_CORES = 1e-9;
    private static final Duration OVERHEAD = Duration.ofMillis(3);

    @Override
    public ServiceProfile read(Fields tenant, String model) {
      return tenant.has(PROFILE) ? measured(tenant, model) : typedIn(tenant, model);
    }

    private ServiceProfile measured(Fields tenant, String model) {
      for (String other : List.of("cpu", "overhead")) {
        if (tenant.has(other)) {
          throw tenant
              .where(other)
              .error("is beside `profile`, which has all that; expected one or the other.", "");
        }
      }
      Where where = tenant.where(PROFILE);
      String path = tenant.required(PROFILE, Value.TEXT);
      ServiceProfile service = new ServiceReader(gpus, files).fromFile(where, path);
      if (!service.model().equals(model)) {
        throw where.wrong(
            "'%s', measured of %s".formatted(path, service.model()), "one of %s".formatted(model));
      }
      requireSameShare(where, path);
      return service;
    }

    /** Another machine is told by its name in the file; another share of this one is an error. */
    private void requireSameShare(Where where, String path) {
      ServiceProfileFile.wholeCores(files.file(where, path))
          .ifPresent(
              cores -> {
                if (Math.abs(cores - wholeCores) > SAME_CORES) {
                  throw where.wrong(
                      "'%s', measured with whole-cores %s".formatted(path, cores),
                      "one measured with whole-cores " + wholeCores,
                      "Maybe measure again with `migrator profile`?");
                }
              });
    }

    private ServiceProfile typedIn(Fields tenant, String model) {
      Node node =
          tenant.required("cpu", "a list such as [{batch: 1, time: 0.24ms}], or profile: FILE");
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
      return EmulatedService.of(model, gpus.getFirst().model(), cpu, overhead, wholeCores);
    }

    @Override
    public String advice() {
      return "Maybe more whole-cores?";
    }
  }

  /** From measurements on GPUs: of the catalog, or of a file. */
  record Measured(List<UsableGpu> gpus, Lookup files) implements LiveService {

    @Override
    public ServiceProfile read(Fields tenant, String model) {
      refuse(tenant, "cpu", "emulated GPUs; expected profile with `fleet: nvml`");
      refuse(tenant, "overhead", "emulated GPUs; expected none with `fleet: nvml`");
      if (!tenant.has(PROFILE) && !isInCatalog(model)) {
        throw tenant
            .where(PROFILE)
            .wrong(
                "missing",
                "what %s does on %s: the name of a measured model (%s), or a service profile file (.json)"
                    .formatted(model, shown(), String.join(", ", measured())),
                "Maybe measure it with bench/gpu/service_profiles.py?");
      }
      return new ServiceReader(gpus, files).read(tenant, tenant.has(PROFILE) ? PROFILE : "model");
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
