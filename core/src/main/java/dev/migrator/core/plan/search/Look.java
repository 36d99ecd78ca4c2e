package dev.migrator.core.plan.search;

import dev.migrator.core.plan.price.Probed;
import dev.migrator.core.plan.state.Domain;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A look at one part of what a {@link RetrainingSearch} searches: leaves out what cannot be better,
 * tries the plans that its prices suggest, and splits what remains. Where nothing is left to choose
 * inference is planned.
 *
 * <p>Prices come from the root. Only where there are many cells, of which a few are stepped through
 * at little cost, better ones are sought: elsewhere that takes longer than the parts of the part,
 * whose bounds are lower for being asked about.
 */
final class Look {
  /** In focus. */
  private static final int ROUNDS = 1;

  private final Incumbent incumbent;
  private final Tactics tactics;
  private final List<Part> parts = new ArrayList<>();

  /**
   * @param incumbent told of plans, and of bounds on what needs no further look
   * @param tactics what is done with the part, which tells the same
   */
  Look(Incumbent incumbent, Tactics tactics) {
    this.incumbent = incumbent;
    this.tactics = tactics;
  }

  /**
   * A part of the part, which is still to be looked at.
   *
   * @param from what it came from
   * @param bound on it
   */
  record Part(Rest rest, Rest from, double bound) {}

  /** What it has left to look at. */
  List<Part> parts() {
    return List.copyOf(parts);
  }

  Incumbent incumbent() {
    return incumbent;
  }

  /**
   * Looks.
   *
   * @param number which look of the search it is: those of which less is known are rarer and rarer
   */
  void at(OpenNodes.Node node, long number) {
    if (node.rest().domains().stream().allMatch(Domain::isDecided)) {
      incumbent.resolve(Math.min(node.bound(), tactics.attempts().solve(node.rest())));
      return;
    }
    Descent descent = tactics.descent(node.rest(), node.bound());
    // Plans are tried in few cells: those in focus, or what is left when the part is narrowed.
    boolean isLarge = descent.isLarge();
    if (isLarge) {
      seekPrices(descent, node);
    } else {
      tactics.narrow(descent);
    }
    double before = incumbent.value();
    if (descent.isWorthMore()) {
      tactics.tryPicks(descent);
    }
    if (descent.isWorthMore() && Long.bitCount(number) <= 1 && !tactics.mayProbe(descent)) {
      tactics.dive(descent);
      tactics.polish(descent);
    }
    if (descent.isWorthMore() && (isLarge || incumbent.value() > before)) {
      tactics.narrow(descent);
    }
    goOn(descent, node.rest(), tactics.probed(descent));
  }

  private static void seekPrices(Descent descent, OpenNodes.Node node) {
    if (node.isWide()) {
      descent.narrow();
    }
    descent.runInFocus(ROUNDS);
  }

  /**
   * Goes on from good prices for a part.
   *
   * @param from what it came from
   * @param probed how good the retrainings of a tenant can be, if that was asked
   */
  void goOn(Descent descent, Rest from, Optional<Probed> probed) {
    if (!descent.isWorthMore()) {
      incumbent.resolve(descent.value());
    } else if (descent.isDecided()) {
      incumbent.resolve(Math.min(descent.value(), tactics.attempts().solve(descent.rest())));
    } else {
      split(descent, from, probed);
    }
  }

  private void split(Descent descent, Rest from, Optional<Probed> probed) {
    Rest rest = descent.rest();
    int tenant = probed.map(Probed::tenant).orElseGet(() -> toSplit(descent));
    for (Domain part : parts(descent, tenant, probed)) {
      List<Domain> domains = new ArrayList<>(descent.domains());
      domains.set(tenant, part);
      double asked = probed.map(each -> each.most(part)).orElse(Double.POSITIVE_INFINITY);
      double bound = Math.min(descent.bound(tenant, part), asked);
      parts.add(new Part(rest.with(domains), from, bound));
    }
  }

  /** Where nothing else is left to decide, one by one what could be enough. */
  private List<Domain> parts(Descent descent, int tenant, Optional<Probed> probed) {
    Domain domain = descent.domains().get(tenant);
    boolean isLast = descent.domains().stream().filter(d -> d.size() > 1).count() <= 1;
    if (probed.isPresent() && isLast) {
      return probed.get().eachAbove(incumbent.enough());
    }
    return domain.size() == 1 ? List.of(domain) : domain.parts();
  }

  /** The tenant about which inference and retrainings disagree at the highest stake. */
  private static int toSplit(Descent descent) {
    int most = -1;
    double mostStake = -1;
    for (int tenant = 0; tenant < descent.domains().size(); tenant++) {
      int size = descent.domains().get(tenant).size();
      double stake = size <= 1 ? -1 : descent.stake(tenant) + 1e-6 * size;
      if (stake > mostStake) {
        mostStake = stake;
        most = tenant;
      }
    }
    return most;
  }
}
