package dev.migrator.core.plan.search;

import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.price.Evaluation;
import dev.migrator.core.plan.price.Focus;
import dev.migrator.core.plan.price.PricedBound;
import dev.migrator.core.plan.price.Prices;
import dev.migrator.core.plan.state.Domain;
import java.util.List;

/**
 * How a {@link RetrainingSearch} begins: good prices and good plans for all that it searches, by
 * turns, since each makes the other cheaper.
 *
 * <p>What is done depends on what can be afforded. With few passes, what costs little comes first:
 * plans in which nothing changes ({@link Standing}), and what neighbours make of them. Where there
 * are many cells, prices are sought in {@link Focus}, good ones before plans, which cost more than
 * those. Else prices are sought roughly, then everywhere, until it is asked how good each
 * retraining can be, or if that costs too much, until a dive and a polish have found what they can.
 */
final class Opening {
  /** Where fewer passes can be afforded, a search begins with what neighbours find. */
  static final int FEW_PASSES = 30;

  /** With fewer passes prices are sought roughly, however many cells there are. */
  private static final int LEAST_PASSES_IN_FOCUS = 12;

  /** Where more can be afforded, prices lead to good plans by themselves. */
  private static final int MANY_PASSES = 200;

  /** Then neighbours go on only from plans so far from what is wanted, relative to the bound. */
  private static final double FAR = 0.02;

  private static final double[] PARTS_OF_FLOOR_PRICES = {1, 0.3, 0.1, 0.03, 0.01};

  /** How often, and how many steps for each tenant, prices are first sought roughly. */
  private static final int ROUGH_ROUNDS = 3;

  private static final int ROUGH_STEPS = 5;

  /**
   * Of all effort, what prices that are sought roughly may take if something else is affordable.
   */
  private static final double PART_OF_ROUGH = 0.5;

  /** Steps at the root before the first plan is tried, the second, and the search begins. */
  private static final int[] ROOT_STEPS = {12, 20, 48};

  /** After so many of these it is asked how good each retraining can be, if that is affordable. */
  private static final int ROUNDS_BEFORE_PROBES = 2;

  /** The same where prices come from a coarser graph. */
  private static final int ROUNDS_WITH_GOOD_PRICES = 1;

  /** Rounds in focus at the root, after each of which plans are tried, and retrainings left out. */
  private static final int[] ROOT_ROUNDS = {6, 4, 4, 4};

  /** The same where few passes can be afforded. */
  private static final int[] ROOT_ROUNDS_IF_DEAR = {6, 3, 3};

  /** The same where prices come from a coarser graph: plans are tried early. */
  private static final int[] ROOT_ROUNDS_WITH_GOOD_PRICES = {1, 5, 4, 4};

  private static final int[] ROOT_ROUNDS_WITH_GOOD_PRICES_IF_DEAR = {1, 5, 3, 3};

  /**
   * Of what the bound is still above the best plan, what such rounds must at least take off, or
   * they are the last.
   */
  private static final double LEAST_TAKEN_OFF = 0.1;

  /** How many retrainings of each tenant are tried beside those of others, at most. */
  private static final int MOST_TRIALS = 4;

  /** Of all effort, what trials at the root may take if they are looked at roughly. */
  private static final double PART_OF_TRIALS = 0.2;

  private final Terms terms;
  private final PricedBound bound;
  private final Incumbent incumbent;
  private final Tactics tactics;
  private final Focus focus;
  private final ByNeighbours neighbours;
  private final Rest rest;
  private final boolean hasGoodPrices;
  private final long mostEffort;

  /** How often all that is searched can be passed. */
  private final long passes;

  private final boolean isInFocus;

  /**
   * @param terms of the search
   * @param incumbent told of plans
   * @param tactics what is done with any part
   * @param focus where to step if there are many cells
   * @param rest all that is searched
   * @param hasGoodPrices whether its prices come from a search on a coarser graph
   * @param mostEffort of the search
   */
  Opening(
      Terms terms,
      Incumbent incumbent,
      Tactics tactics,
      Focus focus,
      Rest rest,
      boolean hasGoodPrices,
      long mostEffort) {
    this.terms = terms;
    this.bound = terms.bound();
    this.incumbent = incumbent;
    this.tactics = tactics;
    this.focus = focus;
    this.neighbours =
        new ByNeighbours(terms.problem(), incumbent, mostEffort, terms.hasNeighbours());
    this.rest = rest;
    this.hasGoodPrices = hasGoodPrices;
    this.mostEffort = mostEffort;
    this.passes = mostEffort / Math.max(1, rest.cells().size());
    this.isInFocus = passes >= LEAST_PASSES_IN_FOCUS && Descent.isLarge(rest.cells());
  }

  /** Begins; answers the prices found, and what is left. */
  Descent run() {
    if (neighbours.isUseful() && (passes < FEW_PASSES || isInFocus)) {
      beginCheaply();
    }
    if (!isInFocus || incumbent.value() == Double.NEGATIVE_INFINITY) {
      tactics.attempts().tryInferenceAlone(rest);
    }
    if (terms.ground().hasFloors()) {
      tryForFloors();
    }
    Descent root = tactics.descent(rest, Double.POSITIVE_INFINITY);
    if (isInFocus) {
      beginInFocus(root);
    } else {
      beginEverywhere(root);
    }
    if (incumbent.value() == Double.NEGATIVE_INFINITY && root.isOpen()) {
      tactics.dive(root);
    }
    return root;
  }

  /** Good prices first, for plans cost more than those. */
  private void beginInFocus(Descent root) {
    boolean isDear = passes < MANY_PASSES;
    int[] rounds = rootRounds(isDear);
    boolean leadsOn = true;
    for (int i = 0;
        leadsOn && i < rounds.length && root.isWorthMore() && !incumbent.isSpent();
        i++) {
      double before = root.value() - incumbent.value();
      root.runInFocus(rounds[i]);
      tactics.tryPicks(root);
      tryTogether(root);
      leadsOn = isDear || i == 0 || leadsOn(before, root);
      if (isDear && i == 0) {
        neighbours.quicklyImprove(root.value(), 0);
      } else if (isDear) {
        neighbours.improve(root.value());
      } else if (i < rounds.length - 1 && !incumbent.isEnoughFor(root.value())) {
        root.narrow();
        tactics.probed(root);
      }
    }
    if (!isDear) {
      placeBest(root);
      neighbours.quicklyImprove(root.value(), FAR);
    }
    root.narrow();
  }

  private int[] rootRounds(boolean isDear) {
    if (hasGoodPrices) {
      return isDear ? ROOT_ROUNDS_WITH_GOOD_PRICES_IF_DEAR : ROOT_ROUNDS_WITH_GOOD_PRICES;
    }
    return isDear ? ROOT_ROUNDS_IF_DEAR : ROOT_ROUNDS;
  }

  /**
   * Whether bound and best plan have come so much closer that going on like this promises more.
   *
   * @param before how far they were apart
   */
  private boolean leadsOn(double before, Descent root) {
    boolean isPlanned = incumbent.value() > Double.NEGATIVE_INFINITY;
    double left = root.value() - incumbent.value();
    return !isPlanned || before - left >= LEAST_TAKEN_OFF * left;
  }

  private void placeBest(Descent root) {
    if (root.isWorthMore() && !incumbent.isSpent()) {
      tactics.attempts().placeBest(root.suggestion());
    }
  }

  /** Decides retrainings that go together, and tries them. */
  private void tryTogether(Descent root) {
    List<Domain> decided =
        trials(root).decided(root.domains(), root.best(), Tactics.byGain(root.best()));
    Rest together = new Rest(decided, root.bestPrices(), root.cells(), 0);
    Descent last = tactics.descent(together, Double.POSITIVE_INFINITY);
    if (last.isOpen()) {
      last.focus();
      tactics.tryPicks(last);
    }
  }

  private Trials trials(Descent root) {
    double rough = (double) bound.estimateSize() * MOST_TRIALS * root.domains().size();
    boolean isAffordable = rough <= PART_OF_TRIALS * mostEffort;
    return new Trials(
        bound,
        incumbent,
        root.bestPrices(),
        MOST_TRIALS,
        isAffordable ? Trials.Passes.ROUGH : Trials.Passes.IN_FOCUS,
        focus.cells(),
        terms.decisions().undisturbed());
  }

  private void beginEverywhere(Descent root) {
    tactics.tryPicks(root);
    int rough = hasGoodPrices ? 0 : ROUGH_ROUNDS;
    for (int i = 0; i < rough && root.isWorthMore() && !incumbent.isSpent(); i++) {
      root.roughly(roughSteps(root.domains().size()));
      tactics.tryPicks(root);
      if (i == 0 && root.isWorthMore() && passes < MANY_PASSES) {
        neighbours.quicklyImprove(root.value(), 0);
      }
    }
    int last = hasGoodPrices ? ROUNDS_WITH_GOOD_PRICES : ROUNDS_BEFORE_PROBES;
    int rounds = tactics.mayProbe(root) ? last : ROOT_STEPS.length;
    for (int round = 0; round < rounds && !incumbent.isSpent(); round++) {
      root.run(ROOT_STEPS[round]);
      tactics.tryPicks(root);
      if (hasGoodPrices && root.isWorthMore()) {
        tactics.tryForeseen(root);
      }
      if (root.isWorthMore() && passes < MANY_PASSES) {
        neighbours.improve(root.value());
      }
      tactics.narrow(root);
      if (round == 1 && round < rounds - 1 && root.isWorthMore() && !incumbent.isSpent()) {
        tactics.dive(root);
        tactics.narrow(root);
        tactics.polish(root);
        tactics.narrow(root);
      }
    }
  }

  /** With few passes for many tenants nothing else leads as far. */
  private int roughSteps(int tenants) {
    if (neighbours.isUseful() && passes < FEW_PASSES) {
      return ROUGH_STEPS * tenants;
    }
    double most = PART_OF_ROUGH * mostEffort / bound.estimateSize();
    return Math.clamp((int) (most / ROUGH_ROUNDS), 1, ROUGH_STEPS * tenants);
  }

  /** Begins with plans that cost little to find. */
  private void beginCheaply() {
    if (terms.decisions().everything().stream().allMatch(Domain::mayDoNothing)) {
      new Standing(terms.problem(), terms.graph(), terms.walks().rewards(), terms.decisions())
          .plans()
          .forEach(incumbent::offer);
    }
    if (passes < FEW_PASSES) {
      neighbours.improve(Double.POSITIVE_INFINITY);
    }
  }

  /** Tries plans for which floors matter most, and less. */
  private void tryForFloors() {
    for (double part : PARTS_OF_FLOOR_PRICES) {
      Prices prices = rest.prices().copy();
      for (int tenant = 0; tenant < prices.floor().length; tenant++) {
        TenantOutlook outlook = terms.problem().tenants().get(tenant);
        prices.floor()[tenant] =
            outlook.floor() == 0 ? 0 : part * terms.problem().floorPrice(outlook);
      }
      incumbent.spend(rest.cells().size());
      Evaluation found = bound.evaluate(bound.scope(rest.domains()), prices, rest.cells());
      tactics
          .attempts()
          .tryPicks(new Descent.Suggestion(found, prices.floor(), rest.cells(), rest.cells()));
    }
  }
}
