package dev.migrator.app.scenario;

import dev.migrator.core.model.RetrainingChoice;
import dev.migrator.core.model.ServiceProfile;
import dev.migrator.core.model.Tenant;
import dev.migrator.live.work.WorkSettings;
import dev.migrator.stream.Drift;
import dev.migrator.stream.ExampleStream;
import dev.migrator.stream.ImageStream;
import dev.migrator.stream.VectorStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the tenants of a live system. */
final class LiveTenantReader {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final int MOST_EPOCHS = 10_000;
  private static final int MOST_EXAMPLES = 100_000;
  private static final int DEFAULT_EXAMPLES = 512;
  private static final int MOST_WAITING = 1_000_000;
  private static final int DEFAULT_WAITING = 2_000;
  private static final double MOST_SECONDS = 1e6;

  /** The built-in load begins anew after that. */
  private static final int LOAD_SECONDS = 3_600;

  private final Windows windows;
  private final LiveService services;

  LiveTenantReader(Windows windows, LiveService services) {
    this.windows = windows;
    this.services = services;
  }

  List<LiveTenantEntry> read(List<Node> nodes) {
    if (nodes.size() > WorkSettings.MOST_TENANTS) {
      throw nodes
          .getFirst()
          .where()
          .wrong(nodes.size() + " tenants", "at most " + WorkSettings.MOST_TENANTS);
    }
    Set<String> names = new HashSet<>();
    List<LiveTenantEntry> tenants = new ArrayList<>();
    for (Node node : nodes) {
      LiveTenantEntry tenant = tenant(node, tenants.size());
      if (!names.add(tenant.tenant().name())) {
        throw node.where()
            .wrong("'" + tenant.tenant().name() + "'", "a name that no other tenant has");
      }
      tenants.add(tenant);
    }
    return tenants;
  }

  private LiveTenantEntry tenant(Node node, int number) {
    Fields fields =
        Fields.of(
            node,
            "name",
            "model",
            "slo",
            "weight",
            "floor",
            "token",
            "queue",
            "cpu",
            "overhead",
            "profile",
            "stream",
            "examples",
            "retraining",
            "arrivals");
    Map<String, Integer> epochs = new LinkedHashMap<>();
    List<RetrainingChoice> choices = choices(fields, epochs);
    Optional<ExampleStream> stream = stream(fields);
    requireStream(fields, stream, fields.has("arrivals"));
    String model = fields.required("model", Value.TEXT);
    return new LiveTenantEntry(
        loopTenant(fields, model),
        model,
        fields.optional("token", Value.TEXT),
        fields
            .optional("queue", Value.whole(1, MOST_WAITING))
            .map(Long::intValue)
            .orElse(DEFAULT_WAITING),
        stream,
        fields
            .optional("examples", Value.whole(64, MOST_EXAMPLES))
            .map(Long::intValue)
            .orElse(DEFAULT_EXAMPLES),
        epochs,
        choices,
        load(fields, number));
  }

  private Tenant loopTenant(Fields fields, String model) {
    String name = Named.in(fields);
    if (!NAME.matcher(name).matches()) {
      throw fields
          .where("name")
          .wrong("'" + name + "'", "small letters, digits and hyphens, at most 63 of them");
    }
    Duration slo = fields.required("slo", Value.positiveDuration());
    ServiceProfile service = services.read(fields, model);
    if (service.bestWithin(slo).isEmpty()) {
      throw fields
          .where("slo")
          .error(
              "is shorter than two batches take on the whole GPU; nobody could be answered in"
                  + " time.",
              services.advice());
    }
    return new Tenant(
        name,
        service,
        slo,
        fields.optional("weight", Value.weight()).orElse(1.0),
        fields.optional("floor", Value.number(0, 1)).orElse(0.0));
  }

  private static List<RetrainingChoice> choices(Fields fields, Map<String, Integer> epochs) {
    Optional<Node> node = fields.node("retraining");
    return node.map(n -> Fields.elements(n, "a list of choices", choice -> choice(choice, epochs)))
        .orElse(List.of());
  }

  private static RetrainingChoice choice(Node node, Map<String, Integer> epochs) {
    Fields fields = Fields.of(node, "name", "epochs", "seconds", "after");
    String name = Named.in(fields);
    int count = fields.required("epochs", Value.whole(1, MOST_EPOCHS)).intValue();
    if (epochs.put(name, count) != null) {
      throw fields.where("name").wrong("'" + name + "'", "a name of its own among the choices");
    }
    double seconds = fields.required("seconds", Value.number(1e-3, MOST_SECONDS));
    return new RetrainingChoice(
        name,
        Duration.ofNanos(Math.round(seconds * 1e9)),
        fields.required("after", Value.number(0, 1)));
  }

  private Optional<ExampleStream> stream(Fields fields) {
    if (!fields.has("stream")) {
      return Optional.empty();
    }
    Fields stream =
        Fields.of(fields.required("stream", "a map with kind"), "kind", "seed", "window");
    String kind = stream.required("kind", Value.TEXT);
    long seed = stream.optional("seed", Value.SEED).orElse(1L);
    Duration window =
        stream
            .optional("window", Value.positiveDuration())
            .orElse(windows.slot().multipliedBy(windows.slotsPerWindow()));
    return Optional.of(
        switch (kind) {
          case "images" -> new ImageStream(seed, Drift.within(window));
          case "vectors" -> new VectorStream(seed, Drift.within(window));
          default ->
              throw Fields.unknown(
                  stream.where("kind"), kind, "a stream", List.of("images", "vectors"));
        });
  }

  private static void requireStream(
      Fields fields, Optional<ExampleStream> stream, boolean isNeeded) {
    if (isNeeded && stream.isEmpty()) {
      throw fields.where("stream").wrong("missing", "a map with kind, as arrivals need examples");
    }
  }

  private Optional<int[]> load(Fields fields, int number) {
    if (!fields.has("arrivals")) {
      return Optional.empty();
    }
    Windows seconds = new Windows(LOAD_SECONDS, 1, 1);
    Arrivals arrivals =
        new ArrivalsReader(seconds, new Lookup(List.of()), 1).read(fields, OptionalInt.empty());
    return Optional.of(arrivals.requests(seconds, windows.slotsPerWindow(), number).run());
  }
}
