package dev.migrator.simulator.world;

import dev.migrator.core.model.BatchChoice;
import dev.migrator.core.model.LatencyCurve;
import dev.migrator.core.model.Profile;
import java.util.Arrays;
import java.util.Optional;

/** What answers requests on one instance: takes up to a fixed number at once, then is busy. */
final class BatchServer {
  private final long[] latencies;
  private final long mostLatency;
  private final int size;
  private long busyUntil;

  /** A server that serves as {@link LatencyCurve#bestWithin} says; nothing if that is empty. */
  static BatchServer of(WorldTenant tenant, Profile profile) {
    return tenant
        .service()
        .curve(profile)
        .flatMap(
            curve -> choice(curve, tenant).map(choice -> new BatchServer(curve, choice, profile)))
        .orElseGet(() -> new BatchServer(new long[1], 0));
  }

  private BatchServer(LatencyCurve curve, BatchChoice choice, Profile profile) {
    this(latencies(curve, choice), profile.computeSlices());
  }

  private BatchServer(long[] latencies, int size) {
    this.latencies = latencies;
    this.mostLatency = Arrays.stream(latencies).max().orElse(0);
    this.size = size;
  }

  private static long[] latencies(LatencyCurve curve, BatchChoice choice) {
    long[] latencies = new long[choice.batch() + 1];
    for (int batch = 1; batch < latencies.length; batch++) {
      latencies[batch] = curve.latencyNanos(batch);
    }
    return latencies;
  }

  boolean servesAny() {
    return latencies.length > 1;
  }

  /** Compute slices of its instance. */
  int size() {
    return size;
  }

  /** Requests that it takes at once, at most. */
  int mostBatch() {
    return latencies.length - 1;
  }

  /** Nanoseconds that any of its batches takes, at most. */
  long mostLatency() {
    return mostLatency;
  }

  long busyUntil() {
    return busyUntil;
  }

  /** Takes nothing before that instant. */
  void waitUntil(long instant) {
    busyUntil = Math.max(busyUntil, instant);
  }

  /** How many of the waiting requests it would take. */
  int batchOf(int waiting) {
    return Math.min(waiting, latencies.length - 1);
  }

  /** Nanoseconds that the batch would take that it made of the waiting requests, at least one. */
  long latencyFor(int waiting) {
    return latencies[batchOf(waiting)];
  }

  void begin(int batch, long now) {
    busyUntil = now + latencies[batch];
  }

  private static Optional<BatchChoice> choice(LatencyCurve curve, WorldTenant tenant) {
    return curve.bestWithin(tenant.slo());
  }
}
