package dev.migrator.live.work;

import dev.migrator.core.model.BatchChoice;
import dev.migrator.core.model.LatencyCurve;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.ServiceProfile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How many times what its service profile says a tenant's batches take, as the gateway sees it.
 *
 * <p>Batches are gathered until there are {@value #LEAST_BATCHES}; then the factor goes towards
 * what they took altogether over what they should have taken, by at most a tenth of itself, and
 * never below {@value #LEAST} or above {@value #MOST}. So a moment in which the machine stood still
 * does not change plans much, and a wrong profile is corrected within some thousand batches.
 *
 * <p><b>Example.</b> The profile says 10 ms, batches take 20. After 100 batches plans count with 11
 * ms, after 800 with 20.
 */
final class Slowness {
  /** Batches that say something. */
  static final int LEAST_BATCHES = 100;

  private static final double STEP = 0.1;
  private static final double LEAST = 0.25;
  private static final double MOST = 4;

  private final ServiceProfile service;
  private final Map<Profile, Map<Integer, Sum>> seen = new LinkedHashMap<>();
  private Sum lately = Sum.NONE;
  private double factor;

  /** Nanoseconds that batches took, and should have taken. */
  private record Sum(long batches, double measured, double expected) {
    static final Sum NONE = new Sum(0, 0, 0);

    Sum plus(Sum other) {
      return new Sum(batches + other.batches, measured + other.measured, expected + other.expected);
    }
  }

  /** Of batches that take as long as the profile says until others are seen. */
  Slowness(ServiceProfile service) {
    this(service, 1);
  }

  /**
   * One that goes on.
   *
   * @param factor what it was; brought within bounds
   */
  Slowness(ServiceProfile service, double factor) {
    this.service = service;
    this.factor = Double.isNaN(factor) ? 1 : Math.clamp(factor, LEAST, MOST);
  }

  /** What the factor is now. */
  double factor() {
    return factor;
  }

  /**
   * Nobody measures it any more, for at this factor the tenant cannot be served in time and so is
   * not: it falls by a tenth of itself, to 1 at the least, until it is worth a try.
   */
  void doubt() {
    factor = Math.min(factor, Math.max(1, factor * (1 - STEP)));
  }

  /** So many batches of one size took so long on average. */
  void took(Profile profile, int rows, long batches, double meanNanos) {
    Optional<LatencyCurve> curve = service.curve(profile);
    if (curve.isEmpty() || rows > curve.get().largestBatch() || batches < 1) {
      return;
    }
    double expected = curve.get().latencyNanos(rows);
    Sum sum = new Sum(batches, meanNanos * batches, expected * batches);
    seen.computeIfAbsent(profile, _ -> new TreeMap<>())
        .merge(point(curve.get(), rows), sum, Sum::plus);
    lately = lately.plus(sum);
    if (lately.batches() >= LEAST_BATCHES) {
      double towards = lately.measured() / lately.expected();
      double next = Math.clamp(towards, factor * (1 - STEP), factor * (1 + STEP));
      factor = Math.clamp(next, LEAST, MOST);
      lately = Sum.NONE;
    }
  }

  /** What was seen since the tenant came, by profile and measured size of batch. */
  List<ObservedBatches> observed() {
    List<ObservedBatches> all = new ArrayList<>();
    seen.forEach(
        (profile, sizes) ->
            sizes.forEach(
                (batch, sum) ->
                    all.add(
                        new ObservedBatches(
                            profile,
                            batch,
                            sum.batches(),
                            sum.measured() / sum.batches(),
                            sum.expected() / sum.batches()))));
    return all;
  }

  /** The smallest measured size that is no smaller. */
  private static int point(LatencyCurve curve, int rows) {
    return curve.points().stream()
        .mapToInt(BatchChoice::batch)
        .filter(batch -> batch >= rows)
        .findFirst()
        .orElseThrow();
  }
}
