package dev.migrator.app.scenario;

import dev.migrator.app.scenario.Scenario.Gpu;
import dev.migrator.catalog.ServiceCatalog;
import dev.migrator.catalog.ServiceProfileFile;
import dev.migrator.core.model.RetrainingChoice;
import dev.migrator.core.model.ServiceProfile;
import dev.migrator.simulator.world.WindowLearning;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the tenants of a scenario. */
final class TenantReader {
  private static final String RETRAINING = "a list with an entry for each window";
  private static final double MOST_SECONDS = 1e6;

  private final Gpu gpu;
  private final Windows windows;
  private final List<Path> folders;
  private final int tenants;

  /**
   * @param folders where files are looked for
   * @param tenants how many share the GPU
   */
  TenantReader(Gpu gpu, Windows windows, List<Path> folders, int tenants) {
    this.gpu = gpu;
    this.windows = windows;
    this.folders = folders;
    this.tenants = tenants;
  }

  List<ScenarioTenant> read(List<Node> nodes) {
    List<ScenarioTenant> read = new ArrayList<>();
    Map<String, Where> names = new HashMap<>();
    for (Node node : nodes) {
      ScenarioTenant tenant = tenant(node, names);
      read.add(tenant);
    }
    return read;
  }

  private ScenarioTenant tenant(Node node, Map<String, Where> names) {
    Fields fields =
        Fields.of(
            node, "name", "model", "slo", "weight", "floor", "arrivals", "accuracy", "retraining");
    String name = name(fields, names);
    ServiceProfile service = service(fields);
    Duration slo = fields.required("slo", Value.positiveDuration());
    double weight = fields.optional("weight", Value.positive()).orElse(1.0);
    double floor = fields.optional("floor", Value.number(0, 1)).orElse(0.0);
    List<WindowLearning> learning = learning(fields);
    double accuracy = accuracy(fields, learning);
    double share = EqualShare.of(gpu, service, slo, tenants);
    Arrivals arrivals = new ArrivalsReader(windows, folders, share).read(fields);
    return new ScenarioTenant(name, service, slo, weight, learning, accuracy, floor, arrivals);
  }

  private static String name(Fields fields, Map<String, Where> names) {
    String name = fields.required("name", Value.TEXT);
    Where where = fields.where("name");
    Where earlier = names.put(name, where);
    if (earlier != null) {
      throw where.wrong(
          "'" + name + "'",
          "a name of its own; %s on line %d has it".formatted(earlier.key(), earlier.line()));
    }
    return name;
  }

  private ServiceProfile service(Fields fields) {
    String model = fields.required("model", Value.TEXT);
    return model.endsWith(".json")
        ? fromFile(fields.where("model"), model)
        : fromCatalog(fields.where("model"), model);
  }

  private ServiceProfile fromCatalog(Where where, String model) {
    List<String> known = ServiceCatalog.names(gpu.model());
    if (!known.contains(model)) {
      throw Fields.unknown(
          where,
          model,
          "a service profile file (.json) or a model measured on " + gpu.model(),
          known);
    }
    return ServiceCatalog.model(model, gpu.model());
  }

  private ServiceProfile fromFile(Where where, String path) {
    ServiceProfile service;
    try {
      service = ServiceProfileFile.read(Lookup.file(where, path, folders));
    } catch (IllegalArgumentException e) {
      throw where.error("cannot be had: " + e.getMessage(), e);
    }
    if (!service.gpu().equals(gpu.model().name())) {
      throw where.wrong(
          "'%s', measured on %s".formatted(path, service.gpu()),
          "a service profile for " + gpu.model());
    }
    return service;
  }

  private static double accuracy(Fields fields, List<WindowLearning> learning) {
    Optional<Double> accuracy = fields.optional("accuracy", Value.number(0, 1));
    if (accuracy.isPresent() && !learning.isEmpty()) {
      throw fields
          .where("accuracy")
          .error(
              "is given; expected none, as the tenant is retrained.",
              "Maybe it is the first window's `before`?");
    }
    return accuracy.orElse(1.0);
  }

  private List<WindowLearning> learning(Fields fields) {
    Optional<Node> node = fields.node("retraining");
    if (node.isEmpty()) {
      return List.of();
    }
    List<WindowLearning> learning = Fields.elements(node.get(), RETRAINING, TenantReader::window);
    if (!learning.isEmpty() && learning.size() != windows.count()) {
      throw node.get()
          .where()
          .error(
              "has %d entries; expected %d, one for each window."
                  .formatted(learning.size(), windows.count()),
              "Maybe windows.count should be %d?".formatted(learning.size()));
    }
    return learning;
  }

  private static WindowLearning window(Node node) {
    Fields fields = Fields.of(node, "before", "choices");
    double before = fields.required("before", Value.number(0, 1));
    Set<String> names = new HashSet<>();
    return new WindowLearning(
        before,
        fields
            .node("choices")
            .map(n -> Fields.elements(n, "a list of choices", choice -> choice(choice, names)))
            .orElse(List.of()));
  }

  private static RetrainingChoice choice(Node node, Set<String> names) {
    Fields fields = Fields.of(node, "name", "seconds", "after");
    String name = fields.required("name", Value.TEXT);
    if (!names.add(name)) {
      throw fields.where("name").wrong("'" + name + "'", "a name of its own among the choices");
    }
    double seconds = fields.required("seconds", Value.number(1e-3, MOST_SECONDS));
    return new RetrainingChoice(
        name,
        Duration.ofNanos(Math.round(seconds * 1e9)),
        fields.required("after", Value.number(0, 1)));
  }
}
