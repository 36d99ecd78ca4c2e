package dev.migrator.policies.astraea;

import dev.migrator.core.model.MpsGpu;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.List;

/**
 * What a tenant can do with a quota of MPS: as many processes with shares of it as suit its model
 * best, as a service has instances in Camelot.
 *
 * <p>With m(g) the capacity of one process with g granules, the most that g granules can do is
 * {@code best(g) = max(m(g), max over k of m(k) + best(g - k))}.
 *
 * <p><b>Example.</b> One, two and three granules do 4, 9 and 10: two are better together (9 than
 * 8), three are better as two and one (13 than 10).
 */
final class Splits {
  /** By so much more has a division to do than a single process. */
  private static final double ROUNDING = 1e-9;

  private final double[] capacity = new double[MpsGpu.GRANULES + 1];
  private final int[] first = new int[MpsGpu.GRANULES + 1];

  private Splits(double[] alone) {
    for (int granules = 1; granules <= MpsGpu.GRANULES; granules++) {
      capacity[granules] = alone[granules];
      first[granules] = granules;
      for (int k = granules - 1; k > 0; k--) {
        double divided = alone[k] + capacity[granules - k];
        if (divided > capacity[granules] * (1 + ROUNDING)) {
          capacity[granules] = divided;
          first[granules] = k;
        }
      }
    }
  }

  static Splits of(PlanningProblem problem, TenantOutlook tenant) {
    double[] alone = new double[MpsGpu.GRANULES + 1];
    for (int granules = 1; granules <= MpsGpu.GRANULES; granules++) {
      alone[granules] = tenant.capacityOf(MpsGpu.share(problem.gpu(), granules));
    }
    return new Splits(alone);
  }

  /** Requests a slot by number of granules, from 0 on. */
  double capacity(int granules) {
    return capacity[granules];
  }

  /** The granules of each process. */
  List<Integer> parts(int granules) {
    List<Integer> parts = new ArrayList<>();
    for (int left = granules; left > 0; left -= first[left]) {
      parts.add(first[left]);
    }
    return parts;
  }
}
