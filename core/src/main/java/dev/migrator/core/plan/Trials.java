package dev.migrator.core.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Decides the retrainings of one tenant after the other, by trying a few of each.
 *
 * <p><b>Goal.</b> Retrainings that go together, from prices under which each by itself does best
 * but some are in each other's way. <b>Algorithm.</b> Of each tenant's retrainings those that do
 * best by themselves, of each choice one, and none at all, are tried beside what has been decided:
 * the bound, taken roughly, tells what inference loses by leaving them their slices. The one that
 * leaves the highest bound is decided.
 */
final class Trials {
  private final PricedBound bound;
  private final Incumbent incumbent;
  private final Prices prices;
  private final int mostTried;

  /**
   * @param prices good ones
   * @param mostTried how many retrainings of each tenant
   */
  Trials(PricedBound bound, Incumbent incumbent, Prices prices, int mostTried) {
    this.bound = bound;
    this.incumbent = incumbent;
    this.prices = prices;
    this.mostTried = mostTried;
  }

  /**
   * One retraining for each tenant.
   *
   * @param domains among which
   * @param found what does best by itself under the prices
   * @param order of the tenants
   */
  List<Domain> decided(List<Domain> domains, PricedBound.Evaluation found, int[] order) {
    List<Domain> decided = new ArrayList<>(domains);
    PricedBound.Evaluation last = found;
    for (int tenant : order) {
      last = tried(decided, tenant, last);
      decided.set(tenant, last.domain(tenant));
    }
    return decided;
  }

  /** The bound with that retraining of a tenant which leaves the highest. */
  private PricedBound.Evaluation tried(
      List<Domain> decided, int tenant, PricedBound.Evaluation found) {
    return best(found, tenant).stream()
        .map(one -> with(decided, tenant, one))
        .max(Comparator.comparingDouble(PricedBound.Evaluation::value))
        .orElse(found);
  }

  private PricedBound.Evaluation with(List<Domain> decided, int tenant, Domain one) {
    List<Domain> domains = new ArrayList<>(decided);
    domains.set(tenant, one);
    incumbent.spend(bound.estimateSize());
    return bound.estimate(domains, prices);
  }

  /** The retrainings of a tenant that do best by themselves. */
  private List<Domain> best(PricedBound.Evaluation found, int tenant) {
    Domain domain = found.domain(tenant);
    List<Tried> all = new ArrayList<>();
    if (domain.mayDoNothing()) {
      all.add(new Tried(domain.onlyNothing(), found.value(tenant, -1, 0)));
    }
    for (int k = 0; k < domain.choiceCount(); k++) {
      if (domain.allows(k)) {
        all.add(best(found, tenant, k));
      }
    }
    all.sort(Comparator.comparingDouble(Tried::value).reversed());
    return all.stream().limit(mostTried).map(Tried::domain).toList();
  }

  /** The begin at which a choice does best. */
  private static Tried best(PricedBound.Evaluation found, int tenant, int choice) {
    Domain domain = found.domain(tenant);
    int at = domain.earliest(choice);
    for (int begin = at; begin <= domain.latest(choice); begin++) {
      boolean isBetter = found.value(tenant, choice, begin) > found.value(tenant, choice, at);
      at = isBetter ? begin : at;
    }
    return new Tried(domain.only(choice, at, at), found.value(tenant, choice, at));
  }

  /**
   * A retraining.
   *
   * @param value what it does by itself
   */
  private record Tried(Domain domain, double value) {}
}
