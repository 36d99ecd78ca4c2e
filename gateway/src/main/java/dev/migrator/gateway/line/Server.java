package dev.migrator.gateway.line;

import dev.migrator.core.model.BatchChoice;
import dev.migrator.core.model.LatencyCurve;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a line knows of one instance: how long batches take on it, and until when it is busy.
 *
 * <p>It takes up to the batch that {@link LatencyCurve#bestWithin} chooses, as in the simulator.
 * Batches are expected to take what the curve says and what they have lately taken on top of it
 * (way to the worker and back, jitter): {@code overrun} follows the ninetieth percentile of that,
 * by nine steps up whenever it is exceeded and one step down otherwise. Steps are small, so that a
 * machine that stood still for a moment does not make it refuse what it could now catch up with. It
 * stays below half of what the SLO leaves, so that a request that finds an instance idle is always
 * tried.
 */
final class Server {
  private static final int UP = 9;
  private static final int DOWN = 1;
  private static final int STEPS_PER_BATCH = 80;
  private static final int UNSERVABLE = 0;

  private final String instance;
  private final LatencyCurve curve;
  private final long[] latencies;
  private final int mostRows;
  private final long mostOverrun;
  private final long step;
  private final long[] measuredCount;
  private final long[] measuredNanos;
  private boolean admitted;
  private boolean broken;
  private boolean busy;
  private long busyUntil;
  private long overrun;

  Server(String instance, LatencyCurve curve, Duration slo) {
    this.instance = instance;
    this.curve = curve;
    int batch = curve.bestWithin(slo).map(BatchChoice::batch).orElse(UNSERVABLE);
    this.latencies = new long[batch + 1];
    for (int rows = 1; rows <= batch; rows++) {
      latencies[rows] = curve.latencyNanos(rows);
    }
    this.mostRows = mostRows(curve, slo.toNanos());
    this.mostOverrun = Math.max(0, (slo.toNanos() - Arrays.stream(latencies).max().orElse(0)) / 2);
    this.step = Math.max(1, curve.latencyNanos(Math.max(1, batch)) / STEPS_PER_BATCH);
    this.measuredCount = new long[curve.largestBatch() + 1];
    this.measuredNanos = new long[curve.largestBatch() + 1];
  }

  String instance() {
    return instance;
  }

  /** Rows that it takes at once unless a single request has more; 0 if it cannot keep the SLO. */
  int mostBatch() {
    return latencies.length - 1;
  }

  /** Rows that a single request may have. */
  int mostRows() {
    return mostBatch() == UNSERVABLE ? 0 : mostRows;
  }

  boolean isAdmitted() {
    return admitted;
  }

  void admit(boolean isAdmitted) {
    admitted = isAdmitted;
  }

  void broken(boolean isBroken) {
    broken = isBroken;
  }

  boolean isBusy() {
    return busy;
  }

  /** Whether requests can be expected to be served by it. */
  boolean serves() {
    return admitted && !broken && mostBatch() > 0;
  }

  boolean isIdle() {
    return serves() && !busy;
  }

  /** Nanoseconds that a batch of so many rows is expected to take, at most {@link #mostRows}. */
  long latencyFor(int rows) {
    long profiled = rows < latencies.length ? latencies[rows] : curve.latencyNanos(rows);
    return profiled + overrun;
  }

  void begin(int rows, long now) {
    busy = true;
    busyUntil = now + latencyFor(rows);
  }

  /** A batch has been answered. */
  void ended(int rows, long began, long now) {
    busy = false;
    measuredCount[rows]++;
    measuredNanos[rows] += now - began;
    observe(now - began - (latencyFor(rows) - overrun));
  }

  /** A batch has failed. */
  void failed() {
    busy = false;
  }

  /**
   * Rows that could have begun by that instant at best, after it has ended what it has begun. More
   * than it will do where batches are not full.
   */
  double rowsBegunBy(long instant, long now) {
    long from = busy ? Math.max(now, busyUntil) : now;
    long full = latencyFor(mostBatch());
    return instant < from ? 0 : (double) mostBatch() * ((instant - from) / full + 1);
  }

  double perSecond() {
    return mostBatch() * 1e9 / latencyFor(mostBatch());
  }

  /** What was measured since the last call. */
  List<BatchLatency> takeLatencies() {
    List<BatchLatency> taken = new ArrayList<>();
    for (int rows = 1; rows < measuredCount.length; rows++) {
      if (measuredCount[rows] > 0) {
        double mean = (double) measuredNanos[rows] / measuredCount[rows];
        taken.add(new BatchLatency(instance, rows, measuredCount[rows], mean));
        measuredCount[rows] = 0;
        measuredNanos[rows] = 0;
      }
    }
    return taken;
  }

  private static int mostRows(LatencyCurve curve, long slo) {
    int rows = curve.largestBatch();
    while (rows > 1 && curve.latencyNanos(rows) > slo) {
      rows--;
    }
    return rows;
  }

  private void observe(long excess) {
    long bounded = Math.clamp(excess, 0, mostOverrun);
    overrun =
        bounded > overrun
            ? Math.min(bounded, overrun + UP * step)
            : Math.max(bounded, overrun - DOWN * step);
  }
}
