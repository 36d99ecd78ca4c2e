package dev.migrator.live.work;

import dev.migrator.core.model.BatchChoice;
import dev.migrator.core.model.Checkpoint;
import dev.migrator.core.model.LatencyCurve;
import dev.migrator.core.model.Outcome;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingChoice;
import dev.migrator.core.model.Tenant;
import dev.migrator.core.model.TenantReading;
import dev.migrator.gateway.line.LineLimits;
import dev.migrator.gateway.serve.TenantLimits;
import dev.migrator.gateway.serve.TenantTerms;
import dev.migrator.stream.Examples;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** One tenant: its weights, what they are worth, how it can be retrained. */
final class LiveTenant {
  private static final String DATA = "data";
  private static final String WEIGHTS = "weights";
  private static final String SAMPLE = "sample";
  private static final String RETRAINING = "retraining";
  private static final int MOST_BATCH_BYTES = 4 << 20;

  /** A guess before anything was measured: one of ten classes. */
  private static final double UNTRAINED_ACCURACY = 0.1;

  /**
   * A paused retraining.
   *
   * @param file its state
   * @param left share of the retraining that is left
   */
  record Paused(Path file, double left) {}

  private final TenantSettings settings;
  private final Path folder;
  private final WeightsStore store;
  private final TrainingData data;
  private final LabelTally labels = new LabelTally();
  private final CallerExamples seen;
  private final CarriedExamples carried;
  private final Expectation expectation;
  private final Slowness slowness;
  private final Map<String, Paused> paused = new LinkedHashMap<>();
  private Weights weights;
  private Outcome last = Outcome.NONE;
  private Outcome total = Outcome.NONE;
  private Optional<String> justMade = Optional.empty();
  private Optional<Path> examples = Optional.empty();
  private Optional<TenantNotes> noted;
  private long window;

  private LiveTenant(TenantSettings settings, Path folder) throws IOException {
    this.settings = settings;
    this.folder = folder;
    this.store = new WeightsStore(folder.resolve(WEIGHTS), settings.model());
    this.data = new TrainingData(folder.resolve(DATA));
    this.seen = new CallerExamples(settings.examples());
    this.carried = new CarriedExamples(folder);
    this.expectation = new Expectation(settings.choices());
    this.noted = TenantNotes.in(folder);
    this.slowness =
        new Slowness(
            settings.tenant().service(), noted.map(n -> n.slownessFor(settings)).orElse(1.0));
    this.weights = store.latest().orElse(Weights.UNTRAINED);
    labels.follow(weights.name());
  }

  /**
   * With what it has in the folder of all tenants: weights, and what goes on from a run before.
   *
   * @param notTidied is told what could not be removed of what that run has left
   */
  static LiveTenant open(TenantSettings settings, Path tenants, Consumer<IOException> notTidied)
      throws IOException {
    LiveTenant tenant = new LiveTenant(settings, tenants.resolve(settings.name()));
    tenant.goOn(notTidied);
    return tenant;
  }

  /** Callers' examples go on; all else that windows have written was of a run that is over. */
  private void goOn(Consumer<IOException> notTidied) throws IOException {
    if (settings.learnsFromCallers() && noted.filter(n -> n.isOfModel(settings)).isPresent()) {
      carried.take(folder.resolve(DATA)).ifPresent(seen::addAll);
    } else {
      carried.remove();
    }
    for (String stale : List.of(DATA, SAMPLE, RETRAINING)) {
      try {
        Folders.delete(folder.resolve(stale));
      } catch (IOException e) {
        notTidied.accept(e);
      }
    }
  }

  /** The weights that a tenant's model serves by next, from the folder of all tenants. */
  static Weights latestWeights(String tenant, String model, Path tenants) throws IOException {
    return new WeightsStore(tenants.resolve(tenant).resolve(WEIGHTS), model)
        .latest()
        .orElse(Weights.UNTRAINED);
  }

  TenantSettings settings() {
    return settings;
  }

  LabelTally labels() {
    return labels;
  }

  /** What its callers sent and told the truth of. */
  CallerExamples seen() {
    return seen;
  }

  Weights weights() {
    return weights;
  }

  Expectation expectation() {
    return expectation;
  }

  Slowness slowness() {
    return slowness;
  }

  /** How long its batches take on instances of that profile, going by what was seen. */
  Optional<LatencyCurve> curve(Profile profile) {
    return settings.tenant().service().curve(profile).map(curve -> curve.slowed(slowness.factor()));
  }

  /** The most that a batch which is in time takes on instances of that profile. */
  Duration longestBatch(Profile profile) {
    long longest =
        curve(profile).stream()
            .flatMap(curve -> curve.points().stream())
            .mapToLong(BatchChoice::latencyNanos)
            .max()
            .orElse(0);
    return Duration.ofNanos(Math.min(longest, settings.tenant().slo().toNanos()));
  }

  Outcome last() {
    return last;
  }

  Outcome total() {
    return total;
  }

  long window() {
    return window;
  }

  boolean isTrained() {
    return weights.version() > 0;
  }

  /** Where the examples of this window are; empty if it has none. */
  Optional<Path> examples() {
    return examples;
  }

  /** A folder for what a retraining writes. */
  Path output(String instance) {
    return folder.resolve(RETRAINING).resolve(instance.replace(':', '-'));
  }

  TenantTerms terms() {
    LineLimits line =
        new LineLimits(settings.tenant().slo(), settings.mostWaiting(), MOST_BATCH_BYTES);
    return new TenantTerms(
        settings.name(), line, settings.token(), TenantLimits.USUAL, settings.learnsFromCallers());
  }

  void slotEnded(Outcome outcome) {
    last = outcome;
    total = total.plus(outcome);
    measureAgain();
  }

  /** New data, new choices; what was paused belonged to the old. */
  void windowBegins(long number, Duration streamTime, Duration length) throws IOException {
    window = number;
    paused.clear();
    if (!canBeInTime()) {
      slowness.doubt();
    }
    examples = written(data, number, streamTime, length, settings.examples());
    if (examples.isPresent()) {
      carried.remove();
    }
  }

  /** Whether plans count with any profile to answer it in time, as slow as it is. */
  private boolean canBeInTime() {
    Tenant slowed = settings.tenant().slowed(slowness.factor());
    return !slowed.service().bestWithin(slowed.slo()).isEmpty();
  }

  /** Notes, if it has changed, what the next start is to go on with. */
  void note() throws IOException {
    TenantNotes now = TenantNotes.of(settings, slowness);
    if (!noted.equals(Optional.of(now))) {
      now.write(folder);
      noted = Optional.of(now);
    }
  }

  /**
   * Removes what retrainings left behind that have ended, were given up, or can no longer go on.
   *
   * @param instances on which retrainings run or have results
   */
  void tidy(Set<String> instances) throws IOException {
    Set<Path> kept = new HashSet<>();
    instances.forEach(instance -> kept.add(output(instance)));
    Path outputs = folder.resolve(RETRAINING);
    for (Path output : Folders.in(outputs)) {
      if (!kept.contains(output)) {
        Folders.delete(output);
      }
    }
  }

  /** A sample of what was seen lately, to try retrainings out with; empty if that is too little. */
  Optional<Path> sample(Duration streamTime, Duration length, int count) throws IOException {
    TrainingData sample = new TrainingData(folder.resolve(SAMPLE));
    return written(sample, window + 1, streamTime, length, count);
  }

  /** Those of the next window. */
  List<RetrainingChoice> nextChoices() {
    return expectation.offered(window + 1, isTrained());
  }

  /** As measured by labels; until there are enough, what the weights had when they were made. */
  double accuracy() {
    double made = isTrained() ? weights.accuracy() : UNTRAINED_ACCURACY;
    return labels.accuracy().orElse(made);
  }

  List<RetrainingChoice> choices() {
    return examples.isEmpty() ? List.of() : expectation.offered(window, isTrained());
  }

  TenantReading reading() {
    List<Checkpoint> checkpoints =
        paused.entrySet().stream().map(e -> checkpoint(e.getKey(), e.getValue())).toList();
    return new TenantReading(
        settings.name(), accuracy(), choices(), last, checkpoints, slowness.factor());
  }

  void paused(String choice, Paused state) {
    paused.put(choice, state);
  }

  Optional<Paused> paused(String choice) {
    return Optional.ofNullable(paused.get(choice));
  }

  void resumeNoMore(String choice) {
    paused.remove(choice);
  }

  /** Weights become the next version. */
  Weights adopt(Path file, double accuracy, String choice) throws IOException {
    weights = store.add(file, weights.version() + 1, accuracy);
    justMade = Optional.of(choice);
    labels.follow(weights.name());
    return weights;
  }

  private Optional<Path> written(
      TrainingData target, long number, Duration streamTime, Duration length, int count)
      throws IOException {
    Optional<Examples> what =
        settings.stream().isPresent()
            ? Optional.of(
                TrainingData.of(settings.stream().get(), number, streamTime, length, count))
            : seen.newest(count);
    return what.isEmpty() ? Optional.empty() : Optional.of(target.write(what.get(), number));
  }

  /** What callers' labels say of new weights counts more than what their training said. */
  private void measureAgain() {
    if (justMade.isPresent() && labels.isSure()) {
      String choice = justMade.get();
      expectation.measured(choice, expectation.of(choice).onWholeGpu(), accuracy());
      justMade = Optional.empty();
    }
  }

  private Checkpoint checkpoint(String choice, Paused state) {
    double nanos = expectation.of(choice).onWholeGpu().toNanos() * state.left();
    return new Checkpoint(choice, Duration.ofNanos(Math.max(1, Math.round(nanos))));
  }
}
