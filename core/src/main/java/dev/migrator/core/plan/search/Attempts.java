package dev.migrator.core.plan.search;

import dev.migrator.core.plan.bound.Cells;
import dev.migrator.core.plan.price.Evaluation;
import dev.migrator.core.plan.price.Walks;
import dev.migrator.core.plan.state.Decisions;
import dev.migrator.core.plan.state.Domain;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Makes plans of decided retrainings: one for each tenant, each combination once.
 *
 * <p>Of each something quick is tried; it is looked at what lies where only so often, for that
 * costs as much as many passes. At a node that leaves nothing to decide, everything is.
 */
final class Attempts {
  /** How often it is looked at what lies where before a node is left with one retraining each. */
  private static final int MOST_QUICK_PLACINGS = 24;

  private final Walks walks;
  private final Decisions decisions;
  private final Incumbent incumbent;
  private final Optional<NextGraph> next;

  /**
   * @param incumbent told of plans
   * @param next the graph to go on with where places are missing; empty if there is none
   */
  Attempts(Walks walks, Decisions decisions, Incumbent incumbent, Optional<NextGraph> next) {
    this.walks = walks;
    this.decisions = decisions;
    this.incumbent = incumbent;
    this.next = next;
  }

  /** Without any retraining, if no tenant insists on one. */
  void tryInferenceAlone(Rest rest) {
    if (rest.domains().stream().allMatch(Domain::mayDoNothing)) {
      List<Domain> none = rest.domains().stream().map(Domain::onlyNothing).toList();
      leaf(none, rest.prices().floor(), rest.cells()).tryQuickly(mayPlace());
    }
  }

  /**
   * With what each tenant does best with, unless that has been tried; where no walk leads beside it
   * nearby, wherever one may.
   */
  void tryPicks(Descent.Suggestion suggestion) {
    Evaluation found = suggestion.found();
    tryDecided(
        IntStream.range(0, found.domains().size()).mapToObj(found::decided).toList(), suggestion);
  }

  /**
   * With one retraining for each tenant, unless that has been tried, in the same way.
   *
   * @param suggestion where inference may lead, and at which prices of floors
   */
  void tryDecided(List<Domain> decided, Descent.Suggestion suggestion) {
    StringBuilder key = new StringBuilder();
    for (Domain domain : decided) {
      int choice = domain.firstAllowed();
      key.append(choice).append('@').append(choice < 0 ? 0 : domain.earliest(choice)).append(' ');
    }
    // Where floors have prices, the same retrainings lead to another walk at other prices.
    key.append(Arrays.toString(suggestion.floor()));
    if (!incumbent.hasTried(key.toString())) {
      double before = incumbent.value();
      Leaf near = leaf(decided, suggestion.floor(), suggestion.within());
      boolean isElsewhere = !near.isPossible() && suggestion.isNarrow();
      Leaf leaf = isElsewhere ? leaf(decided, suggestion.floor(), suggestion.all()) : near;
      if (isElsewhere || leaf.isPossible()) {
        incumbent.tried(key.toString());
      }
      if (leaf.tryQuickly(mayPlace())) {
        incumbent.placed();
      }
      keep(decided, before);
    }
  }

  /** Everything, for one retraining each; answers a bound on what was not found. */
  double solve(Rest decided) {
    double before = incumbent.value();
    Leaf leaf = leaf(decided.domains(), decided.prices().floor(), decided.cells());
    double proven = leaf.solve(mayPlace());
    keep(decided.domains(), before);
    return proven;
  }

  private void keep(List<Domain> decided, double before) {
    if (incumbent.value() > before) {
      incumbent.decided(decided);
    }
  }

  /**
   * Looks thoroughly for places for the retrainings of the best plan, if it was made here.
   *
   * @param suggestion with the prices of floors, and where inference may lead
   */
  void placeBest(Descent.Suggestion suggestion) {
    if (!incumbent.decided().isEmpty()) {
      leaf(incumbent.decided(), suggestion.floor(), suggestion.all()).tryPlaces();
    }
  }

  private boolean mayPlace() {
    return incumbent.placings() < MOST_QUICK_PLACINGS;
  }

  private Leaf leaf(List<Domain> decided, double[] floor, Cells within) {
    return new Leaf(
        walks,
        incumbent,
        next,
        decisions.blocks(decided),
        decisions.timeline(decided, floor),
        within);
  }
}
