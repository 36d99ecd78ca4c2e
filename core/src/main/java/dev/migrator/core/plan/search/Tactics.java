package dev.migrator.core.plan.search;

import dev.migrator.core.plan.price.Evaluation;
import dev.migrator.core.plan.price.Focus;
import dev.migrator.core.plan.price.Probed;
import dev.migrator.core.plan.price.Walks;
import dev.migrator.core.plan.state.Domain;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a {@link RetrainingSearch} does with any part of what it searches: seeks better prices,
 * tries the plans that they suggest, and leaves out what cannot be better.
 */
final class Tactics {
  private static final int DIVE_STEPS = 4;
  private static final int POLISH_STEPS = 10;
  private static final int MOST_ROUNDS = 2;

  private final Walks walks;
  private final Ground ground;
  private final Incumbent incumbent;
  private final Attempts attempts;
  private final Focus focus;
  private final Sharpening sharpening;
  private final Probes probes;
  private final long mostEffort;
  private final Optional<NextGraph> next;

  /**
   * @param terms of the search
   * @param incumbent told of plans
   * @param focus where to step if there are many cells
   * @param sharpening lowers bounds at good prices
   * @param mostEffort of the search
   */
  Tactics(Terms terms, Incumbent incumbent, Focus focus, Sharpening sharpening, long mostEffort) {
    this.walks = terms.walks();
    this.ground = terms.ground();
    this.incumbent = incumbent;
    this.attempts = new Attempts(terms.walks(), terms.decisions(), incumbent, terms.next());
    this.focus = focus;
    this.sharpening = sharpening;
    this.probes = new Probes(terms.bound(), incumbent, attempts, mostEffort);
    this.mostEffort = mostEffort;
    this.next = terms.next();
  }

  Attempts attempts() {
    return attempts;
  }

  /** Better prices for a part of what is searched, of which a bound is known. */
  Descent descent(Rest from, double limit) {
    // A single descent does not take all effort.
    long most = mostEffort / 3;
    return new Descent(ground, incumbent, from, limit, most, attempts::tryPicks, focus);
  }

  /** Tries what does best under the prices. */
  void tryPicks(Descent descent) {
    if (descent.isOpen()) {
      attempts.tryPicks(descent.suggestion());
    }
  }

  /** Tries the retrainings of a plan that is made slot by slot. */
  void tryForeseen(Descent descent) {
    List<Domain> decided = descent.foreseen(walks);
    if (!decided.isEmpty()) {
      attempts.tryDecided(decided, descent.suggestion());
    }
  }

  /** Leaves out what cannot lead to anything better; in few cells, with timed set-ups as well. */
  void narrow(Descent descent) {
    descent.narrow();
    if (descent.isWorthMore() && !descent.isLarge() && !descent.isDecided()) {
      descent.sharpen(sharpening);
    }
  }

  /** Of a tenant, how good each retraining that is left can be, if that can be afforded. */
  Optional<Probed> probed(Descent descent) {
    boolean isUseful =
        descent.isWorthMore()
            && !descent.isDecided()
            && !incumbent.isSpent()
            && !isLookedAtFiner()
            && probes.isAffordable(descent);
    return isUseful ? probes.narrow(descent) : Optional.empty();
  }

  /** Whether asking how good each retraining can be is affordable. */
  boolean mayProbe(Descent descent) {
    return probes.isAffordable(descent);
  }

  /** Whether what is left will be looked at on a finer graph. */
  boolean isLookedAtFiner() {
    return next.isPresent() && next.get().isDue(incumbent);
  }

  /** Decides tenant by tenant as the prices suggest, each time finding prices for the rest. */
  void dive(Descent from) {
    List<Domain> domains = new ArrayList<>(from.domains());
    Descent descent = from;
    int steps = from.isLarge() ? 0 : DIVE_STEPS;
    for (int tenant : byGain(from.best())) {
      Domain whole = domains.get(tenant);
      domains.set(tenant, descent.best().decided(tenant));
      Rest rest = new Rest(domains, descent.bestPrices(), from.cells(), 0);
      Descent next = descend(rest.with(domains), steps);
      if (!next.isOpen() && whole.mayDoNothing()) {
        domains.set(tenant, whole.onlyNothing());
        next = descend(rest.with(domains), steps);
      }
      if (!next.isOpen()) {
        return;
      }
      descent = next;
      tryPicks(descent);
    }
  }

  private Descent descend(Rest from, int steps) {
    Descent descent = descent(from, Double.POSITIVE_INFINITY);
    descent.run(incumbent.isSpent() ? 0 : steps);
    return descent;
  }

  /** Decides each tenant of the best plan anew while the others stay, as long as that helps. */
  void polish(Descent from) {
    double before = Double.NEGATIVE_INFINITY;
    Rest rest = from.rest();
    boolean worth = from.isWorthMore();
    for (int round = 0;
        worth && round < MOST_ROUNDS && incumbent.value() > before && !incumbent.isSpent();
        round++) {
      before = incumbent.value();
      for (int tenant = 0; tenant < incumbent.decided().size(); tenant++) {
        if (from.domains().get(tenant).size() > 1) {
          List<Domain> domains = new ArrayList<>(incumbent.decided());
          domains.set(tenant, from.domains().get(tenant));
          Descent descent = descend(rest.with(domains), POLISH_STEPS);
          rest = descent.rest();
          tryPicks(descent);
        }
      }
    }
  }

  /** Tenants by what their retraining gains over none, highest first. */
  static int[] byGain(Evaluation found) {
    return IntStream.range(0, found.domains().size())
        .boxed()
        .sorted(
            Comparator.comparingDouble(
                tenant -> found.bids().ofNone(tenant) - found.picked(tenant).value()))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
