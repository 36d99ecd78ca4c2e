package dev.migrator.core.plan.search;

import dev.migrator.core.plan.bound.Cells;
import dev.migrator.core.plan.price.BeamSearch;
import dev.migrator.core.plan.price.Evaluation;
import dev.migrator.core.plan.price.FewCells;
import dev.migrator.core.plan.price.Focus;
import dev.migrator.core.plan.price.PricedBound;
import dev.migrator.core.plan.price.Prices;
import dev.migrator.core.plan.price.Scope;
import dev.migrator.core.plan.price.Slope;
import dev.migrator.core.plan.price.Walks;
import dev.migrator.core.plan.state.Domain;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Lowers the bound of a part of the search by better prices.
 *
 * <p><b>Goal.</b> Prices at which {@link PricedBound} is low, in few passes. <b>Algorithm.</b>
 * Subgradient steps in a direction that remembers the ones before (deflection): slopes of such
 * bounds zigzag, and what they have in common is what leads down. The length of a step is Polyak's:
 * what the bound is above the best plan, over the square of the slope ({@link Along}).
 *
 * <p>Prices can also be sought {@linkplain #roughly roughly}, with inference that changes only
 * every few slots: at a fraction of the cost, and nearly as good, since a set-up takes longer than
 * that. Where there are many cells, steps are made in a {@link Focus}, many for each look at all.
 */
final class Descent {
  private static final double KEPT_OF_DIRECTION = 0.7;

  /** Steps that have not led lower before they are made shorter. */
  private static final int PATIENCE = 4;

  private static final double SHORTER = 0.7;
  private static final int STEPS_BETWEEN_TRIES = 3;

  /** Where there are more, steps are made in few of them. */
  static final long MANY_CELLS = 200_000;

  /** Steps between two looks at all cells: so many, or fewer if only few rounds are affordable. */
  private static final int MOST_STEPS_IN_FOCUS = 60;

  private static final int LEAST_STEPS_IN_FOCUS = 10;
  private static final int LEAST_ROUNDS = 4;

  /** How many steps over all cells cost as much as a round in focus, and achieve less. */
  private static final int STEPS_OF_ROUND = 6;

  /** How far below the bound plans are taken to be possible, relative to it. */
  private static final double AIM = 0.02;

  private final Ground ground;
  private final Incumbent incumbent;
  private double limit;
  private final long mostEffort;
  private final Consumer<Suggestion> tries;
  private final Focus focus;
  private Scope scope;
  private Cells cells;
  private Prices prices;
  private Evaluation last;
  private Slope direction;
  private Prices bestPrices;
  private Evaluation best;
  private Slope bestSlope;

  /** By how much the best evaluation is too high, as far as that was looked at. */
  private double slack;

  private boolean isRough;
  private boolean isFocused;

  /**
   * Retrainings that do best under some prices.
   *
   * @param found says which
   * @param floor the prices of floors
   * @param within where inference is looked for first
   * @param all where it may lead
   */
  record Suggestion(Evaluation found, double[] floor, Cells within, Cells all) {

    /** Whether inference may lead where it is not looked for first. */
    boolean isNarrow() {
      return within.added() != all.added();
    }
  }

  /**
   * @param limit a bound that is known already
   * @param mostEffort states times slots that it may look at
   * @param tries told what floors' prices suggest on the way
   * @param focus where to step if there are many cells
   */
  Descent(
      Ground ground,
      Incumbent incumbent,
      Rest from,
      double limit,
      long mostEffort,
      Consumer<Suggestion> tries,
      Focus focus) {
    this.ground = ground;
    this.incumbent = incumbent;
    this.limit = limit;
    this.mostEffort = mostEffort;
    this.tries = tries;
    this.focus = focus;
    this.scope = ground.bound().scope(from.domains());
    this.cells = from.cells();
    this.prices = from.prices();
    this.last = evaluate();
    this.direction = last.slope();
    this.bestPrices = prices;
    this.best = last;
    this.bestSlope = direction;
  }

  private Evaluation evaluate() {
    incumbent.spend(isRough ? ground.bound().estimateSize() : effort(cells));
    return isRough
        ? ground.bound().estimate(scope, prices)
        : ground.bound().evaluate(scope, prices, cells);
  }

  private long effort(Cells within) {
    return ground.bound().effort(domains().size(), within);
  }

  List<Domain> domains() {
    return scope.domains();
  }

  Cells cells() {
    return cells;
  }

  /** The best evaluation. */
  Evaluation best() {
    return best;
  }

  /** What of the bound comes from inference and a tenant's retraining disagreeing. */
  double stake(int tenant) {
    return bestSlope.stake()[tenant];
  }

  /** A bound on the plans of a part of what is left that differs in one tenant's domain. */
  double bound(int tenant, Domain part) {
    double most = best.with(tenant, best.bids().best(tenant, part).value());
    return Math.min(value(), most - slack);
  }

  Prices bestPrices() {
    return bestPrices;
  }

  /** What is left to look at. */
  Rest rest() {
    return new Rest(domains(), bestPrices, cells, incumbent.unresolved());
  }

  Suggestion suggestion() {
    return new Suggestion(best, bestPrices.floor(), near(), cells);
  }

  /** The bound. */
  double value() {
    return Math.min(limit, best.value());
  }

  /** Whether any plan is left here. */
  boolean isOpen() {
    return value() > Double.NEGATIVE_INFINITY;
  }

  /** Whether there is something to prove. */
  boolean isWorthMore() {
    return isOpen() && value() > incumbent.enough();
  }

  /** Whether only inference is left to be planned. */
  boolean isDecided() {
    return domains().stream().allMatch(Domain::isDecided);
  }

  /** Whether there are so many cells that steps are made in few of them. */
  boolean isLarge() {
    return isLarge(cells);
  }

  static boolean isLarge(Cells cells) {
    return cells.size() > MANY_CELLS;
  }

  /** Where plans are looked for: not in all cells if there are many. */
  private Cells near() {
    return isFocused ? focus.cells() : cells;
  }

  /** Looks for prices where inference changes only every few slots. */
  void roughly(int steps) {
    isRough = true;
    restart();
    runEverywhere(steps);
    prices = bestPrices;
    isRough = false;
    restart();
  }

  private void lookAtAll() {
    last = evaluate();
    direction = last.slope();
  }

  private void restart() {
    lookAtAll();
    best = last;
    bestSlope = direction;
    bestPrices = prices;
    slack = 0;
  }

  /** Makes so many steps, or what achieves more, or fewer if nothing is left to prove. */
  void run(int steps) {
    if (isLarge()) {
      runInFocus(Math.ceilDiv(steps, STEPS_OF_ROUND));
    } else {
      runEverywhere(steps);
    }
  }

  private void runEverywhere(int steps) {
    long before = incumbent.effort();
    Eagerness eagerness = new Eagerness(1);
    for (int i = 0; i < steps && mayGoOn(before) && step(eagerness.value); i++) {
      last = evaluate();
      Slope slope = last.slope();
      direction = slope.plus(direction, KEPT_OF_DIRECTION);
      // The price of a floor at which the bound is lowest may be 0 although the floor matters.
      if (ground.hasFloors() && i % STEPS_BETWEEN_TRIES == 0) {
        tries.accept(new Suggestion(last, prices.floor(), cells, cells));
      }
      eagerness.adapt(keepIfBetter(slope));
    }
  }

  /** So often: steps in few cells, then a look at all of them. */
  void runInFocus(int rounds) {
    long before = incumbent.effort();
    if (last.value() > best.value()) {
      prices = bestPrices;
      lookAtAll();
    }
    for (int i = 0; i < rounds && mayGoOn(before); i++) {
      focus();
      stepInFocus();
      lookAtAll();
      focus.confirm(keepIfBetter(direction));
      if (ground.hasFloors()) {
        tries.accept(new Suggestion(last, prices.floor(), focus.cells(), cells));
      }
    }
  }

  private boolean mayGoOn(long before) {
    return isWorthMore() && incumbent.effort() - before < mostEffort;
  }

  private boolean keepIfBetter(Slope slope) {
    boolean isBetter = last.value() < best.value();
    if (isBetter) {
      best = last;
      bestSlope = slope;
      bestPrices = prices;
      slack = 0;
    }
    return isBetter;
  }

  /** Takes the cells near the walk under the prices that were looked at last. */
  void focus() {
    if (!last.isLatest()) {
      lookAtAll();
    }
    incumbent.spend(focus.take(last, cells) * cells.size());
    isFocused = true;
  }

  /** Goes to the best prices for few cells. */
  private void stepInFocus() {
    double lowest = last.value();
    Prices lowestPrices = prices;
    Eagerness eagerness = new Eagerness(focus.trust());
    FewCells few = ground.bound().few(scope, focus.cells());
    long effort = few.effort();
    long steps =
        Math.clamp(mostEffort / (LEAST_ROUNDS * effort), LEAST_STEPS_IN_FOCUS, MOST_STEPS_IN_FOCUS);
    for (int i = 0; i < steps && step(eagerness.value); i++) {
      incumbent.spend(effort);
      last = ground.bound().evaluate(scope, prices, few);
      direction = last.slope().plus(direction, KEPT_OF_DIRECTION);
      boolean isLower = last.value() < lowest;
      lowest = isLower ? last.value() : lowest;
      lowestPrices = isLower ? prices : lowestPrices;
      eagerness.adapt(isLower);
    }
    prices = lowestPrices;
  }

  /** How long steps are: shorter when some have not led lower. */
  private static final class Eagerness {
    private double value;
    private int failures;

    Eagerness(double value) {
      this.value = value;
    }

    void adapt(boolean isLower) {
      failures = isLower ? 0 : failures + 1;
      if (failures == PATIENCE) {
        value *= SHORTER;
        failures = 0;
      }
    }
  }

  /**
   * The retrainings of a good plan made slot by slot at the best prices; none if it is not clearly
   * better than the best, or where there are floors, whose prices such a plan does not know.
   */
  List<Domain> foreseen(Walks walks) {
    if (!isOpen() || ground.hasFloors()) {
      return List.of();
    }
    prices = bestPrices;
    if (!best.isLatest()) {
      best = evaluate();
    }
    BeamSearch.Answer found = best.foreseen(walks, cells, incumbent.clearly());
    incumbent.spend(cells.size() + found.effort());
    return found.decided();
  }

  /** Leaves out retrainings and cells that cannot lead above what is nearly enough. */
  void narrow() {
    if (!isOpen()) {
      return;
    }
    double nearly = incumbent.nearly();
    prices = bestPrices;
    if (!best.isLatest()) {
      best = evaluate();
    }
    slack = 0;
    List<Domain> narrower = narrower(nearly);
    cells = best.cellsAbove(nearly, incumbent::resolve);
    isFocused = false;
    scope = ground.bound().scope(narrower);
    restart();
  }

  /** What can lead above a value, at the best prices. */
  private List<Domain> narrower(double enough) {
    List<Domain> narrower = new ArrayList<>();
    for (int tenant = 0; tenant < domains().size(); tenant++) {
      Domain narrowed = best.above(tenant, enough + slack);
      incumbent.resolve(best.mostDropped(tenant, narrowed) - slack);
      narrower.add(narrowed);
    }
    return narrower;
  }

  /**
   * Lowers the bound at the best prices, and leaves out retrainings that cannot lead above what is
   * enough then; right after {@link #narrow}.
   */
  void sharpen(Sharpening sharpening) {
    slack = sharpening.slack(best, cells, incumbent);
    limit = Math.min(limit, best.value() - slack);
    if (isWorthMore()) {
      scope = ground.bound().scope(narrower(incumbent.enough()));
    }
  }

  /**
   * Leaves out what is no longer in a tenant's domain.
   *
   * @param narrower what is left of it, if anything
   * @param most a bound on all that was there
   */
  void narrow(int tenant, Domain narrower, double most) {
    limit = Math.min(limit, most);
    if (narrower.size() > 0) {
      List<Domain> narrowed = new ArrayList<>(domains());
      narrowed.set(tenant, narrower);
      scope = ground.bound().scope(narrowed);
    }
  }

  /** Moves the prices; false if there is no slope to follow. */
  private boolean step(double eagerness) {
    Along along = new Along(ground, last, direction, prices);
    double squared = along.squaredLength();
    if (squared == 0) {
      return false;
    }
    double known = incumbent.value();
    // Where floors are missed, what is known may be far below a bound that is near 0.
    double scale = Math.max(Math.abs(last.value()), Double.isInfinite(known) ? 0 : Math.abs(known));
    double target = Math.max(known, last.value() - AIM * scale);
    prices = along.moved(eagerness * Math.max(last.value() - target, 0) / squared);
    return true;
  }
}
