package dev.migrator.core.plan.search;

import dev.migrator.core.plan.bound.Cells;
import dev.migrator.core.plan.price.Evaluation;
import dev.migrator.core.plan.price.Focus;
import dev.migrator.core.plan.price.PricedBound;
import dev.migrator.core.plan.price.Prices;
import dev.migrator.core.plan.state.Choice;
import dev.migrator.core.plan.state.Domain;
import dev.migrator.core.plan.state.Timeline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Decides the retrainings of one tenant after the other, by trying a few of each.
 *
 * <p><b>Goal.</b> Retrainings that go together, from prices under which each by itself does best
 * but some are in each other's way. <b>Algorithm.</b> Of each tenant's retrainings those that do
 * best by themselves, of each choice one that finds its site free, and none at all, are tried
 * beside what has been decided: the bound tells what inference loses by leaving them their slices,
 * taken {@linkplain Passes#ROUGH roughly} or, where that costs too much, in few cells. The one that
 * leaves the highest bound is decided.
 *
 * <p><b>Worked example.</b> Two tenants do best with retrainings on the whole GPU at slot 10. The
 * first gets its slot 10; of the second only begins from where that ends are tried.
 */
final class Trials {
  /** How a trial is looked at. */
  enum Passes {
    /** With several slots taken as one. */
    ROUGH,
    /** In the cells of a {@link Focus}; roughly if nothing leads through them. */
    IN_FOCUS
  }

  private final PricedBound bound;
  private final Incumbent incumbent;
  private final Prices prices;
  private final int mostTried;
  private final Passes passes;
  private final Cells focus;
  private final Timeline occupied;

  /**
   * @param prices good ones
   * @param mostTried how many retrainings of each tenant
   * @param focus cells near the best walks
   * @param occupied what is taken already; what is decided is taken there too
   */
  Trials(
      PricedBound bound,
      Incumbent incumbent,
      Prices prices,
      int mostTried,
      Passes passes,
      Cells focus,
      Timeline occupied) {
    this.bound = bound;
    this.incumbent = incumbent;
    this.prices = prices;
    this.mostTried = mostTried;
    this.passes = passes;
    this.focus = focus;
    this.occupied = occupied;
  }

  /**
   * One retraining for each tenant.
   *
   * @param domains among which
   * @param found what does best by itself under the prices
   * @param order of the tenants
   */
  List<Domain> decided(List<Domain> domains, Evaluation found, int[] order) {
    List<Domain> decided = new ArrayList<>(domains);
    Evaluation last = found;
    for (int tenant : order) {
      last = tried(decided, tenant, last);
      decided.set(tenant, last.domains().get(tenant));
      occupy(last.domains().get(tenant));
    }
    return decided;
  }

  private void occupy(Domain decided) {
    int k = decided.size() == 1 ? decided.firstAllowed() : -1;
    if (k >= 0) {
      Choice choice = decided.choice(k);
      int begin = decided.earliest(k);
      occupied.take(choice.site(), begin, begin + choice.length());
    }
  }

  /** The bound with that retraining of a tenant which leaves the highest. */
  private Evaluation tried(List<Domain> decided, int tenant, Evaluation found) {
    List<List<Domain>> all =
        best(found, tenant).stream().map(one -> with(decided, tenant, one)).toList();
    return highest(all, passes).or(() -> highestElse(all)).orElse(found);
  }

  private Optional<Evaluation> highestElse(List<List<Domain>> all) {
    return passes == Passes.ROUGH ? Optional.empty() : highest(all, Passes.ROUGH);
  }

  /** The highest bound with one of these decisions; empty if all are impossible. */
  private Optional<Evaluation> highest(List<List<Domain>> all, Passes how) {
    return all.stream()
        .map(domains -> how == Passes.ROUGH ? roughly(domains) : inFocus(domains))
        .filter(tried -> tried.value() > Double.NEGATIVE_INFINITY)
        .max(Comparator.comparingDouble(Evaluation::value));
  }

  private Evaluation roughly(List<Domain> domains) {
    incumbent.spend(bound.estimateSize());
    return bound.estimate(bound.scope(domains), prices);
  }

  private Evaluation inFocus(List<Domain> domains) {
    incumbent.spend(bound.effort(domains.size(), focus));
    return bound.evaluate(bound.scope(domains), prices, focus);
  }

  private static List<Domain> with(List<Domain> decided, int tenant, Domain one) {
    List<Domain> domains = new ArrayList<>(decided);
    domains.set(tenant, one);
    return domains;
  }

  /** The retrainings of a tenant that do best by themselves. */
  private List<Domain> best(Evaluation found, int tenant) {
    Domain domain = found.domains().get(tenant);
    List<Tried> all = new ArrayList<>();
    if (domain.mayDoNothing()) {
      all.add(new Tried(domain.onlyNothing(), found.bids().ofNone(tenant)));
    }
    for (int k = 0; k < domain.choiceCount(); k++) {
      if (domain.allows(k)) {
        best(found, tenant, k).ifPresent(all::add);
      }
    }
    all.sort(Comparator.comparingDouble(Tried::value).reversed());
    return all.stream().limit(mostTried).map(Tried::domain).toList();
  }

  /** A choice begun when it does best, of those begins at which its site is free. */
  private Optional<Tried> best(Evaluation found, int tenant, int choice) {
    Domain domain = found.domains().get(tenant);
    int length = domain.choice(choice).length();
    boolean[] free = occupied.isFree(domain.choice(choice).site());
    Tried best = null;
    int freeFrom = domain.earliest(choice);
    for (int slot = freeFrom; slot < domain.latest(choice) + length; slot++) {
      freeFrom = free[slot] ? freeFrom : slot + 1;
      int begin = slot + 1 - length;
      double value = begin < freeFrom ? 0 : found.bids().of(tenant, choice, begin);
      if (begin >= freeFrom && (best == null || value > best.value())) {
        best = new Tried(domain.only(choice, begin, begin), value);
      }
    }
    return Optional.ofNullable(best);
  }

  /**
   * A retraining.
   *
   * @param value what it does by itself
   */
  private record Tried(Domain domain, double value) {}
}
