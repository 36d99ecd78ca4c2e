package dev.migrator.core.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How long one model takes for a batch on one profile, by batch size, as measured.
 *
 * <p>Between measured batches the latency is linear. On such a segment L(n) = a + c·n, so the rate
 * n / L(n) rises or falls throughout, and below the smallest measured batch, where L is constant,
 * it rises: over any range that ends at measured batches the highest rate is that of a measured
 * batch.
 *
 * <p>Measured curves need not be monotonic: a larger batch sometimes takes less time than a smaller
 * one. They are kept as measured.
 *
 * @param points the measured batches, ascending, at least one
 */
public record LatencyCurve(List<BatchChoice> points) {

  public LatencyCurve {
    points = List.copyOf(points);
    Require.that(!points.isEmpty(), "latency curve", "points", points, "at least one");
    for (int i = 1; i < points.size(); i++) {
      int batch = points.get(i).batch();
      int before = points.get(i - 1).batch();
      Require.that(before < batch, "latency curve", "batch", batch, "more than " + before);
    }
  }

  /** The largest batch that is known to run; larger ones were not measured or lack memory. */
  public int largestBatch() {
    return points.getLast().batch();
  }

  /** The same, but every batch takes so many times as long. */
  public LatencyCurve slowed(double factor) {
    return new LatencyCurve(
        points.stream()
            .map(point -> new BatchChoice(point.batch(), slowed(point.latencyNanos(), factor)))
            .toList());
  }

  /**
   * Nanoseconds that a batch takes: measured, or linear between the measured batches next to it. A
   * batch below the smallest measured one takes as long as that.
   *
   * @param batch from 1 to {@link #largestBatch}
   * @throws IllegalArgumentException if the batch is outside
   */
  public long latencyNanos(int batch) {
    Require.that(
        1 <= batch && batch <= largestBatch(),
        "latency curve",
        "batch",
        batch,
        "from 1 to %d, the largest measured".formatted(largestBatch()));
    int upper = 0;
    while (points.get(upper).batch() < batch) {
      upper++;
    }
    return upper == 0
        ? points.getFirst().latencyNanos()
        : between(points.get(upper - 1), points.get(upper), batch);
  }

  /**
   * The same for a server that takes no larger batches.
   *
   * @param most its largest, at least 1
   */
  public LatencyCurve upTo(int most) {
    if (most >= largestBatch()) {
      return this;
    }
    List<BatchChoice> smaller = new ArrayList<>();
    points.stream().filter(point -> point.batch() < most).forEach(smaller::add);
    smaller.add(new BatchChoice(most, latencyNanos(most)));
    return new LatencyCurve(smaller);
  }

  /**
   * The measured batch with the highest rate among those of which two, one after the other, end
   * within the SLO: a request may arrive just as a batch starts, waits for it, and then is answered
   * with the next (the rule of Nexus, SOSP 2019). Of equal rates the smallest batch is taken.
   *
   * <p>An SLO from L(1) to below 2·L(1) gives no batch, although a lone request on an idle instance
   * would be in time: no rate can be sustained with certainty.
   *
   * <p>A server that takes <em>up to</em> this batch B sustains no more than B / L(B): for every
   * measured n &lt;= B, n / L(n) is no higher. If n itself qualifies, that is how B was chosen; if
   * it does not, L(n) &gt; L(B), and then n / L(n) &lt; B / L(B). Such an n exists only on curves
   * that are not monotonic; a batch of that size may be late.
   *
   * @return empty if no measured batch qualifies
   */
  public Optional<BatchChoice> bestWithin(Duration slo) {
    long nanos = slo.toNanos();
    // max keeps the last of equals, hence the reversed order of batches.
    return points.stream()
        .filter(point -> point.latencyNanos() <= nanos - point.latencyNanos())
        .max(
            Comparator.comparingDouble(BatchChoice::perSecond)
                .thenComparing(Comparator.comparingInt(BatchChoice::batch).reversed()));
  }

  private static long slowed(long nanos, double factor) {
    return Math.max(1, Math.round(nanos * factor));
  }

  private static long between(BatchChoice lower, BatchChoice upper, int batch) {
    double share = (double) (batch - lower.batch()) / (upper.batch() - lower.batch());
    return Math.round(lower.latencyNanos() + share * (upper.latencyNanos() - lower.latencyNanos()));
  }
}
