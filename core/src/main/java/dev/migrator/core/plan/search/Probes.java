package dev.migrator.core.plan.search;

import dev.migrator.core.plan.price.Evaluation;
import dev.migrator.core.plan.price.PricedBound;
import dev.migrator.core.plan.price.Probed;
import dev.migrator.core.plan.state.Domain;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Asks of all retrainings that are left how good a plan with them can be, leaves out those that
 * lead no higher than what is enough, and tries what promises most.
 *
 * <p><b>What is tried.</b> The retraining whose bound is highest; beside it, of the next tenant,
 * the one whose bound is highest then, and so on. With the last one the bound is exact but for
 * set-ups and places.
 */
final class Probes {
  /** Of all effort, what asking all tenants may take. */
  private static final double PART = 0.2;

  private final PricedBound bound;
  private final Incumbent incumbent;
  private final Attempts attempts;
  private final long mostEffort;

  /**
   * @param mostEffort of the search
   */
  Probes(PricedBound bound, Incumbent incumbent, Attempts attempts, long mostEffort) {
    this.bound = bound;
    this.incumbent = incumbent;
    this.attempts = attempts;
    this.mostEffort = mostEffort;
  }

  /** Whether asking all tenants takes little of what may be spent. */
  boolean isAffordable(Descent descent) {
    long effort = 0;
    for (Domain domain : descent.domains()) {
      effort += domain.size() > 1 ? bound.effortOfProbe(domain, descent.cells()) : 0;
    }
    return effort <= PART * mostEffort;
  }

  /**
   * Leaves out retrainings, and tries what promises most.
   *
   * @return of the tenant with the fewest left; empty if nothing is left to prove
   */
  Optional<Probed> narrow(Descent descent) {
    Optional<Probed> fewest = Optional.empty();
    int least = Integer.MAX_VALUE;
    for (int tenant : bySize(descent.domains())) {
      if (descent.isWorthMore() && descent.domains().get(tenant).size() > 1) {
        Probed probed = probe(descent.domains(), descent, tenant);
        leaveOut(descent, probed);
        int left = probed.eachAbove(incumbent.enough()).size();
        fewest = left < least ? Optional.of(probed) : fewest;
        least = Math.min(left, least);
      }
    }
    if (descent.isWorthMore() && fewest.isPresent()) {
      tryBest(descent, fewest.get());
      leaveOut(descent, fewest.get());
    }
    return descent.isWorthMore() ? fewest : Optional.empty();
  }

  private static int[] bySize(List<Domain> domains) {
    return IntStream.range(0, domains.size())
        .boxed()
        .sorted(Comparator.comparingInt(tenant -> domains.get(tenant).size()))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private Probed probe(List<Domain> domains, Descent at, int tenant) {
    Probed probed = bound.probe(bound.scope(domains), at.bestPrices(), at.cells(), tenant);
    incumbent.spend(probed.effort());
    return probed;
  }

  private void leaveOut(Descent descent, Probed probed) {
    double enough = incumbent.enough();
    incumbent.resolve(probed.mostUpTo(enough));
    descent.narrow(probed.tenant(), probed.above(enough), probed.most());
  }

  /** Unless that has been tried, or promises nothing better. */
  private void tryBest(Descent descent, Probed probed) {
    Domain best = probed.best();
    int choice = best.firstAllowed();
    List<Integer> key = List.of(probed.tenant(), choice, choice < 0 ? 0 : best.earliest(choice));
    if (probed.most() <= incumbent.clearly() || incumbent.hasTried(key)) {
      return;
    }
    incumbent.tried(key);
    List<Domain> domains = new ArrayList<>(descent.domains());
    domains.set(probed.tenant(), best);
    boolean promises = true;
    for (int i = 1; promises && i < domains.size() && !incumbent.isSpent(); i++) {
      int tenant = (probed.tenant() + i) % domains.size();
      if (domains.get(tenant).size() > 1) {
        Probed beside = probe(domains, descent, tenant);
        domains.set(tenant, beside.best());
        promises = beside.most() > incumbent.clearly();
      }
    }
    if (promises) {
      Evaluation found =
          bound.evaluate(bound.scope(domains), descent.bestPrices(), descent.cells());
      incumbent.spend(descent.cells().size());
      attempts.tryPicks(
          new Descent.Suggestion(
              found, descent.bestPrices().floor(), descent.cells(), descent.cells()));
    }
  }
}
