package dev.migrator.app.scenario;

import dev.migrator.catalog.ServiceCatalog;
import dev.migrator.catalog.ServiceProfileFile;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.ServiceProfile;
import dev.migrator.core.model.UsableGpu;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads what a tenant's model does on the GPUs of a scenario: from the catalog for every GPU model
 * on which it was measured, from files for those of which they are.
 *
 * <p>On a GPU model for which there is nothing the tenant cannot run. Training speeds are relative
 * to the whole GPU of each GPU model: as no measurement relates the GPU models to each other, their
 * whole GPUs are taken to train alike.
 */
final class ServiceReader {
  private static final String EXPECTED = "the name of a model or file, or a list of them";

  private final List<GpuModel> models;
  private final Lookup files;

  /**
   * @param files finds those that are named
   */
  ServiceReader(List<UsableGpu> gpus, Lookup files) {
    this.models = gpus.stream().map(UsableGpu::model).distinct().toList();
    this.files = files;
  }

  ServiceProfile read(Fields tenant) {
    return read(tenant, "model");
  }

  /** What stands under that key. */
  ServiceProfile read(Fields tenant, String key) {
    Node node = tenant.required(key, EXPECTED);
    List<Node> names = node instanceof Node.Items list ? list.items() : List.of(node);
    if (names.isEmpty()) {
      throw node.where().wrong("an empty list", EXPECTED);
    }
    List<ServiceProfile> services = new ArrayList<>();
    Map<String, Where> measured = new HashMap<>();
    for (Node name : names) {
      for (ServiceProfile service : services(name)) {
        requireFirst(name, service.gpu(), measured);
        services.add(service);
      }
    }
    return services.stream().reduce(ServiceProfile::and).orElseThrow();
  }

  /** From a file that a key of the scenario names. */
  ServiceProfile fromFile(Where where, String path) {
    ServiceProfile service;
    try {
      service = ServiceProfileFile.read(files.file(where, path), models);
    } catch (IllegalArgumentException e) {
      throw where.error("cannot be had: " + e.getMessage(), e);
    }
    if (models.stream().noneMatch(gpu -> gpu.name().equals(service.gpu()))) {
      throw where.wrong(
          "'%s', measured on %s".formatted(path, service.gpu()),
          "a service profile for " + shown());
    }
    return service;
  }

  private static void requireFirst(Node name, String gpu, Map<String, Where> measured) {
    Where earlier = measured.put(gpu, name.where());
    if (earlier != null) {
      throw name.where()
          .wrong(
              name.shown(),
              "one service profile for each GPU model; %s has one for %s"
                  .formatted(earlier.key(), gpu));
    }
  }

  private List<ServiceProfile> services(Node node) {
    String name = Value.TEXT.of(node);
    return name.endsWith(".json")
        ? List.of(fromFile(node.where(), name))
        : fromCatalog(node.where(), name);
  }

  private List<ServiceProfile> fromCatalog(Where where, String name) {
    List<ServiceProfile> found =
        models.stream()
            .filter(gpu -> ServiceCatalog.names(gpu).contains(name))
            .map(gpu -> ServiceCatalog.model(name, gpu))
            .toList();
    if (found.isEmpty()) {
      List<String> known =
          models.stream().flatMap(gpu -> ServiceCatalog.names(gpu).stream()).distinct().toList();
      throw Fields.unknown(
          where, name, "a service profile file (.json) or a model measured on " + shown(), known);
    }
    return found;
  }

  private String shown() {
    return models.stream().map(GpuModel::name).collect(Collectors.joining(" or "));
  }
}
