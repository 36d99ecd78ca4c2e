package dev.migrator.app.scenario;

import dev.migrator.core.model.RetrainingChoice;
import dev.migrator.core.model.ServiceProfile;
import dev.migrator.core.model.UsableGpu;
import dev.migrator.simulator.world.WindowLearning;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reads the tenants of a scenario. */
final class TenantReader {
  private static final String RETRAINING = "a list with an entry for each window";
  private static final double MOST_SECONDS = 1e6;
  private static final int MOST_TENANTS = 10_000;
  private static final int MOST_BATCH = 100_000;

  private final List<UsableGpu> gpus;
  private final Windows windows;
  private final Lookup files;

  /**
   * @param files finds those that are named
   */
  TenantReader(List<UsableGpu> gpus, Windows windows, Lookup files) {
    this.gpus = gpus;
    this.windows = windows;
    this.files = files;
  }

  /**
   * A tenant of which is known what is to be known of all before the rest of one can be read.
   *
   * @param copies how many tenants it stands for; empty if it says nothing of that
   */
  private record Draft(
      Fields fields, String name, ServiceProfile service, Duration slo, OptionalInt copies) {

    int count() {
      return copies.orElse(1);
    }

    /** The names of its copies: with numbers behind them if it says how many there are. */
    List<String> names() {
      return copies.isEmpty()
          ? List.of(name)
          : IntStream.rangeClosed(1, count()).mapToObj(i -> name + "-" + i).toList();
    }
  }

  List<ScenarioTenant> read(Node.Items list) {
    requireCount(list, list.items().size());
    ServiceReader services = new ServiceReader(gpus, files);
    List<Draft> drafts = list.items().stream().map(node -> draft(node, services)).toList();
    requireCount(list, drafts.stream().mapToLong(Draft::count).sum());
    requireUniqueNames(drafts);
    EqualShare shares = new EqualShare(gpus);
    drafts.forEach(draft -> shares.note(draft.service, draft.count()));
    return drafts.stream().flatMap(draft -> tenants(draft, shares)).toList();
  }

  private static void requireCount(Node.Items list, long count) {
    if (count < 1 || count > MOST_TENANTS) {
      throw list.where()
          .wrong(
              count == 0 ? "an empty list" : count + " tenants",
              "1 to %d tenants".formatted(MOST_TENANTS));
    }
  }

  private static Draft draft(Node node, ServiceReader services) {
    Fields fields =
        Fields.of(
            node,
            "name",
            "model",
            "slo",
            "most-batch",
            "weight",
            "floor",
            "arrivals",
            "accuracy",
            "retraining",
            "copies");
    Optional<Long> copies = fields.optional("copies", Value.whole(1, MOST_TENANTS));
    return new Draft(
        fields,
        Named.in(fields),
        service(fields, services),
        fields.required("slo", Value.positiveDuration()),
        copies.map(n -> OptionalInt.of(n.intValue())).orElse(OptionalInt.empty()));
  }

  private static ServiceProfile service(Fields fields, ServiceReader services) {
    ServiceProfile service = services.read(fields);
    return fields
        .optional("most-batch", Value.whole(1, MOST_BATCH))
        .map(most -> service.upTo(most.intValue()))
        .orElse(service);
  }

  private static void requireUniqueNames(List<Draft> drafts) {
    Map<String, Where> names = new HashMap<>();
    for (Draft draft : drafts) {
      Where where = draft.fields.where("name");
      for (String name : draft.names()) {
        Where earlier = names.put(name, where);
        if (earlier != null) {
          throw where.wrong(
              "'" + name + "'",
              "a name of its own; %s on line %d has it".formatted(earlier.key(), earlier.line()));
        }
      }
    }
  }

  private Stream<ScenarioTenant> tenants(Draft draft, EqualShare shares) {
    Fields fields = draft.fields;
    double weight = fields.optional("weight", Value.weight()).orElse(1.0);
    double floor = fields.optional("floor", Value.number(0, 1)).orElse(0.0);
    List<WindowLearning> learning = learning(fields);
    double accuracy = accuracy(fields, learning);
    double share = shares.of(draft.service, draft.slo);
    Arrivals arrivals = new ArrivalsReader(windows, files, share).read(fields, draft.copies);
    List<String> names = draft.names();
    return IntStream.range(0, names.size())
        .mapToObj(
            copy ->
                new ScenarioTenant(
                    names.get(copy),
                    draft.service,
                    draft.slo,
                    weight,
                    learning,
                    accuracy,
                    floor,
                    arrivals.of(copy)));
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
    String name = Named.in(fields);
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
