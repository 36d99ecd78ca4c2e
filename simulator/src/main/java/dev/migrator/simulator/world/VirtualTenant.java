package dev.migrator.simulator.world;

import dev.migrator.core.model.Checkpoint;
import dev.migrator.core.model.Outcome;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.TenantReading;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/** One tenant of the world: its model, its requests, what happened to them. */
final class VirtualTenant {
  private final WorldTenant tenant;
  private final int index;
  private final WorldSettings settings;
  private final Learning learning;
  private final Arrivals arrivals = new Arrivals();
  private final Line line;
  private final TenantRecorder recorder;
  private final SequencedMap<String, State> states = new LinkedHashMap<>();

  /** By instance, in order of their ids: of equally quick servers the first is preferred. */
  private final SortedMap<String, BatchServer> admitted = new TreeMap<>();

  private double accuracy;
  private Outcome last = Outcome.NONE;

  /** The state of a retraining, and when it is written. */
  private record State(Checkpoint checkpoint, long savedAt) {}

  VirtualTenant(WorldTenant tenant, int index, WorldSettings settings) {
    this.tenant = tenant;
    this.index = index;
    this.settings = settings;
    learning = new Learning(tenant, index, settings);
    line = Line.of(settings, tenant.slo().toNanos());
    recorder = new TenantRecorder(tenant);
    accuracy = learning.accuracyAtFirst();
  }

  String name() {
    return tenant.name();
  }

  TenantReading reading() {
    return new TenantReading(
        tenant.name(),
        accuracy,
        learning.choices(),
        last,
        states.values().stream().map(State::checkpoint).toList());
  }

  /** The window that it is in. */
  int window() {
    return learning.window();
  }

  /** Keeps the state of a retraining, which is written by then. */
  void keep(Checkpoint checkpoint, long savedAt) {
    states.put(checkpoint.choice(), new State(checkpoint, savedAt));
  }

  /** Drops the state of a retraining, if there is one. */
  void forget(String choice) {
    states.remove(choice);
  }

  /** When the state of that choice is written; the beginning of time if there is none. */
  long savedAt(String choice) {
    return Optional.ofNullable(states.get(choice)).map(State::savedAt).orElse(0L);
  }

  BatchServer serverOn(Profile profile) {
    return BatchServer.of(tenant, profile);
  }

  double trainingSpeedOn(Profile profile) {
    return tenant.service().trainingSpeedOn(profile);
  }

  Optional<Learning.Truth> truth(String choice) {
    return learning.truth(choice);
  }

  void answerWith(double newAccuracy) {
    accuracy = newAccuracy;
  }

  /** Lets an instance answer its requests from now on. */
  void admit(String instance, BatchServer server) {
    admitted.put(instance, server);
    line.admit(admitted.values());
  }

  /** Lets an instance answer no more of its requests. */
  void withhold(String instance) {
    admitted.remove(instance);
    line.admit(admitted.values());
  }

  /** Lets a slot pass. */
  void advance(int slot, long from, long length) {
    int arrived = tenant.arrivals()[slot];
    arrivals.draw(Randomness.ofArrivals(settings.seed(), index, slot), arrived, from, length);
    last = line.serve(arrived, arrivals, from, from + length, accuracy);
    recorder.note(slot, last, accuracy);
  }

  /**
   * Enters the next window.
   *
   * @return the accuracy lost by that, which a retraining that is under way loses too
   */
  double enterNextWindow() {
    double loss = learning.enterNextWindow();
    states.clear();
    accuracy = Math.max(0, accuracy - loss);
    return loss;
  }

  TenantRecording recording(int slots) {
    long answered = line.answered();
    Duration meanWait =
        answered == 0 ? Duration.ZERO : Duration.ofNanos(Math.round(line.waited() / answered));
    return recorder.recording(slots, meanWait);
  }
}
