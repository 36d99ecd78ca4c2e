package dev.migrator.policies.ekya;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * One window of Ekya's released simulator: what shares and retrainings come to.
 *
 * <p>Retraining progresses by wall time times share. When one ends, its share is split equally over
 * all jobs that still run: retrainings that began with a share above zero, and every inference. The
 * accuracy of an instant is that of the tenant's model times what is left of it at its inference's
 * share. A tenant's figure is the mean over the whole seconds 0 to {@value #SECONDS}.
 *
 * <p>Seconds are looked at as the simulator does: progress is counted at whole seconds, with the
 * share that a job had when the second began; a retraining counts as ended from the whole second on
 * in which it ends, if by then no more than {@value #TOLERANCE} GPU-seconds are missing.
 */
final class ReleasedRun {
  /** Length of a window. */
  static final int SECONDS = 200;

  /** GPU-seconds of progress that whole seconds may lose: the mend of the golden figures. */
  private static final double TOLERANCE = 0.34;

  /** Share up to which inference subsamples; above it every frame is analysed. */
  private static final double FULL_RATE_SHARE = 0.25;

  /** More frames than that are never skipped for one that is analysed: then nothing is left. */
  private static final double MOST_SUBSAMPLING = 20;

  /** What is left of the accuracy if only one frame in so many is analysed; from the simulator. */
  private static final Polyline KEPT =
      new Polyline(
          new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, MOST_SUBSAMPLING},
          new double[] {1, 0.78, 0.64, 0.6, 0.44, 0.42, 0.41, 0.33, 0.28, 0.15, 0.12, 0.04});

  private final List<ReleasedTenant> tenants;
  private final List<Optional<ReleasedTenant.Choice>> choices;
  private final NavigableMap<Double, ReleasedShares> shares = new TreeMap<>();
  private final double[] ends;

  private ReleasedRun(
      List<ReleasedTenant> tenants,
      List<Optional<ReleasedTenant.Choice>> choices,
      ReleasedShares shares) {
    this.tenants = tenants;
    this.choices = choices;
    this.ends = new double[tenants.size()];
    Arrays.fill(ends, Double.POSITIVE_INFINITY);
    this.shares.put(0.0, shares);
    train(shares.copy());
  }

  /**
   * Lets a window pass.
   *
   * @param choices by tenant: its retraining, if any
   * @param shares at the beginning
   */
  static ReleasedRun of(
      List<ReleasedTenant> tenants,
      List<Optional<ReleasedTenant.Choice>> choices,
      ReleasedShares shares) {
    return new ReleasedRun(tenants, choices, shares);
  }

  /** What is left of a model's accuracy at that share, from 0 to 1. */
  static double kept(double share) {
    double subsampling = share <= 0 ? Double.POSITIVE_INFINITY : FULL_RATE_SHARE / share;
    return subsampling > MOST_SUBSAMPLING ? 0 : KEPT.at(subsampling);
  }

  /** Shares by the second from which they hold. */
  NavigableMap<Double, ReleasedShares> shares() {
    return shares;
  }

  /** The mean over tenants. */
  double accuracy() {
    return IntStream.range(0, tenants.size()).mapToDouble(this::accuracy).average().orElse(0);
  }

  /** A tenant's mean over the window. */
  double accuracy(int tenant) {
    double progress = 0;
    boolean isNew = false;
    double sum = 0;
    for (int second = 0; second <= SECONDS; second++) {
      progress += second == 0 ? 0 : at(second - 1).training()[tenant];
      isNew |= hasEnded(tenant, second, progress);
      sum += accuracy(tenant, isNew) * kept(at(second).inference()[tenant]);
    }
    return sum / (SECONDS + 1);
  }

  private ReleasedShares at(double second) {
    return shares.floorEntry(second).getValue();
  }

  private boolean hasEnded(int tenant, int second, double progress) {
    return second >= Math.floor(ends[tenant])
        && choices.get(tenant).filter(c -> progress >= c.gpuSeconds() - TOLERANCE).isPresent();
  }

  private double accuracy(int tenant, boolean isNew) {
    return choices
        .get(tenant)
        .filter(_ -> isNew)
        .map(ReleasedTenant.Choice::after)
        .orElse(tenants.get(tenant).before());
  }

  private void train(ReleasedShares now) {
    double[] left =
        choices.stream()
            .mapToDouble(c -> c.map(ReleasedTenant.Choice::gpuSeconds).orElse(0.0))
            .toArray();
    List<Integer> running = new ArrayList<>();
    for (int tenant = 0; tenant < left.length; tenant++) {
      if (choices.get(tenant).isPresent() && now.training()[tenant] > 0) {
        running.add(tenant);
      }
    }
    double time = 0;
    while (!running.isEmpty()) {
      int next = first(running, left, now.training());
      double passed = left[next] / now.training()[next];
      running.forEach(tenant -> left[tenant] -= passed * now.training()[tenant]);
      time += passed;
      ends[next] = time;
      running.remove((Integer) next);
      split(next, running, now);
      shares.put(time, now.copy());
    }
  }

  private static int first(List<Integer> running, double[] left, double[] shares) {
    int first = running.getFirst();
    for (int tenant : running) {
      first = left[tenant] / shares[tenant] < left[first] / shares[first] ? tenant : first;
    }
    return first;
  }

  private static void split(int ended, List<Integer> running, ReleasedShares now) {
    int jobs = running.size() + now.inference().length;
    double part = now.training()[ended] / jobs;
    now.training()[ended] = 0;
    running.forEach(tenant -> now.training()[tenant] += part);
    Arrays.setAll(now.inference(), tenant -> now.inference()[tenant] + part);
  }
}
