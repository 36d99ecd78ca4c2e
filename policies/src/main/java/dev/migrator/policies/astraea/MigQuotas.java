package dev.migrator.policies.astraea;

import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.policies.Cut;
import dev.migrator.policies.LoadStatistic;
import dev.migrator.policies.Seating;
import dev.migrator.policies.Seatings;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The seating with the smallest quotas for a problem.
 *
 * <p>What part of every peak is covered can only be one of finitely many numbers. A larger one
 * allows fewer seatings, so the largest that leaves all retrainings their instances is found by
 * halving.
 */
final class MigQuotas {
  private final PlanningProblem problem;
  private final Seatings seatings;
  private final Map<String, Double> peaks = new HashMap<>();

  MigQuotas(PlanningProblem problem, LoadStatistic peak) {
    this.problem = problem;
    this.seatings = new Seatings(problem);
    // A tenant of whom nothing is expected is still to have an instance.
    problem
        .tenants()
        .forEach(t -> peaks.put(t.name(), Math.max(Double.MIN_NORMAL, peak.of(t.demand()))));
  }

  Seating seating() {
    List<Double> parts = parts();
    Optional<Seating> least =
        parts.isEmpty() ? Optional.empty() : seatings.best(covering(parts.getFirst()));
    return least
        .map(seating -> mostCovering(parts, seating))
        .orElseGet(() -> seatings.best(new Covering(problem, peaks, 0)).orElseThrow());
  }

  /** The parts of a peak that a tenant's instances may cover, ascending, above 0 and up to 1. */
  private List<Double> parts() {
    TreeSet<Double> parts = new TreeSet<>();
    for (TenantOutlook tenant : problem.tenants()) {
      for (Cut cut : seatings.cuts()) {
        Arrays.stream(cut.capacities(tenant, problem))
            .filter(capacity -> capacity > 0)
            .forEach(capacity -> parts.add(Covering.part(capacity, tenant, peaks)));
      }
    }
    return List.copyOf(parts);
  }

  /**
   * @param least what covers the first of the parts
   */
  private Seating mostCovering(List<Double> parts, Seating least) {
    Seating best = least;
    int low = 0;
    int high = parts.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) / 2;
      Optional<Seating> seating =
          seatings
              .best(covering(parts.get(middle)))
              .filter(found -> found.retrainings() >= least.retrainings());
      best = seating.orElse(best);
      low = seating.isPresent() ? middle : low;
      high = seating.isPresent() ? high : middle - 1;
    }
    return best;
  }

  private Covering covering(double part) {
    return new Covering(problem, peaks, part);
  }
}
